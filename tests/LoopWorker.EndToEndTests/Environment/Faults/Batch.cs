using System.Text.Json.Nodes;

namespace LoopWorker.EndToEndTests.Environment.Faults;

/// <summary>A call of many entries, of which a service may do some and not others.</summary>
/// <remarks>
/// Sources: Amazon SQS API Reference, <c>BatchResultErrorEntry</c>; Amazon DynamoDB API Reference, <c>UnprocessedKeys</c> of
/// <c>BatchGetItem</c> and <c>UnprocessedItems</c> of <c>BatchWriteItem</c>.
/// </remarks>
internal abstract class Batch
{
    private readonly ScriptedRequest _request;
    private readonly JsonObject _body;

    private Batch(ScriptedRequest request, JsonObject body)
    {
        _request = request;
        _body = body;
    }

    /// <summary>The entries of the request's body.</summary>
    protected abstract JsonArray Elements { get; }

    /// <summary>The call as a batch; null if it is none.</summary>
    public static Batch? Of(ScriptedRequest request)
    {
        var body = JsonNode.Parse(request.Body)!.AsObject();
        return request.Operation switch
        {
            "SendMessageBatch" or "DeleteMessageBatch" or "ChangeMessageVisibilityBatch" => new OfSqs(request, body),
            "BatchGetItem" => new OfDynamoDb(request, body, of => of["Keys"]!.AsArray(), "UnprocessedKeys"),
            "BatchWriteItem" => new OfDynamoDb(request, body, of => of.AsArray(), "UnprocessedItems"),
            _ => null,
        };
    }

    /// <summary>Has all but one entry done.</summary>
    /// <param name="chance">From 0 up to 1: which one is not.</param>
    /// <param name="forward">Asks the service.</param>
    public async Task<ScriptedAnswer> WithoutOneAsync(double chance, Forward forward)
    {
        var entry = Elements[(int)(Elements.Count * chance)]!;
        Elements.Remove(entry);
        // A service takes no batch of nothing.
        var answer =
            Elements.Count == 0
                ? new ScriptedAnswer("{}")
                : await forward(_request with { Body = _body.ToJsonString() });
        if (answer.Status != 200)
            return answer;
        var told = JsonNode.Parse(answer.Body)!.AsObject();
        AddFailure(told, entry);
        // The checksum was that of the service's own answer.
        return new ScriptedAnswer(
            told.ToJsonString(),
            answer.Status,
            [.. answer.Headers.Where(header => header.Name != "x-amz-crc32")]
        );
    }

    /// <summary>Says in the answer that the entry was not done.</summary>
    protected abstract void AddFailure(JsonObject answer, JsonNode entry);

    private sealed class OfSqs(ScriptedRequest request, JsonObject body) : Batch(request, body)
    {
        protected override JsonArray Elements => _body["Entries"]!.AsArray();

        protected override void AddFailure(JsonObject answer, JsonNode entry)
        {
            answer["Successful"] ??= new JsonArray();
            answer["Failed"] ??= new JsonArray();
            answer["Failed"]!
                .AsArray()
                .Add(
                    new JsonObject
                    {
                        ["Id"] = entry["Id"]!.DeepClone(),
                        ["Code"] = "InternalError",
                        ["Message"] = "The entry could not be processed.",
                        ["SenderFault"] = false,
                    }
                );
        }
    }

    // All of a call's entries are of one table.
    private sealed class OfDynamoDb(
        ScriptedRequest request,
        JsonObject body,
        Func<JsonNode, JsonArray> entriesOf,
        string unprocessed
    ) : Batch(request, body)
    {
        protected override JsonArray Elements => entriesOf(_body["RequestItems"]!.AsObject().Single().Value!);

        protected override void AddFailure(JsonObject answer, JsonNode entry)
        {
            // As it was asked, with this entry and those that the service itself has left over.
            if (answer[unprocessed] is not JsonObject { Count: > 0 })
            {
                answer[unprocessed] = _body["RequestItems"]!.DeepClone();
                entriesOf(answer[unprocessed]!.AsObject().Single().Value!).Clear();
            }
            entriesOf(answer[unprocessed]!.AsObject().Single().Value!).Add(entry);
        }
    }
}

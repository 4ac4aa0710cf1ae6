using System.Text.Json;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>A call that a service has answered, taken apart.</summary>
internal sealed class AnsweredCall(ScriptedRequest request, ScriptedAnswer answer)
{
    private readonly JsonElement _request = Parse(request.Body);
    private readonly JsonElement _answer = Parse(answer.Body);

    public string Operation => request.Operation;

    /// <summary>The queue that it concerns; empty if none.</summary>
    public string Queue => _request.TryGetProperty("QueueUrl", out var url) ? url.GetString()!.Split('/')[^1] : "";

    /// <summary>How many messages, items or keys it concerns.</summary>
    public int Entries =>
        Operation switch
        {
            "ReceiveMessage" => Array(_answer, "Messages").Count(),
            "BatchGetItem" => Tables.Sum(table => Array(table, "Keys").Count()),
            "BatchWriteItem" => Tables.Sum(table => table.GetArrayLength()),
            "TransactWriteItems" => Array(_request, "TransactItems").Count(),
            _ when Operation.EndsWith("Batch", StringComparison.Ordinal) => Array(_request, "Entries").Count(),
            _ => 1,
        };

    public bool IsCancelled =>
        answer.Status == 400
        && _answer.TryGetProperty("__type", out var type)
        && type.GetString()!.EndsWith("TransactionCanceledException", StringComparison.Ordinal);

    /// <summary>Why a transaction was cancelled: of each item that stood in the way, its sort key and the reason.</summary>
    public IEnumerable<(string Sort, string Code)> Reasons =>
        Array(_request, "TransactItems")
            .Zip(Array(_answer, "CancellationReasons"))
            .Select(pair => (SortKey(pair.First), pair.Second.GetProperty("Code").GetString()!))
            .Where(reason => reason.Item2 != "None");

    /// <summary>The bodies of the messages that the queue has accepted.</summary>
    public IEnumerable<string> AcceptedBodies
    {
        get
        {
            var accepted = Array(_answer, "Successful").Select(Id).ToHashSet();
            return Array(_request, "Entries")
                .Where(entry => accepted.Contains(Id(entry)))
                .Select(entry => entry.GetProperty("MessageBody").GetString()!);
        }
    }

    /// <summary>The visibility timeouts that messages are given, in seconds.</summary>
    public IEnumerable<int> VisibilityTimeouts =>
        Array(_request, "Entries").Select(entry => entry.GetProperty("VisibilityTimeout").GetInt32());

    private IEnumerable<JsonElement> Tables =>
        _request.GetProperty("RequestItems").EnumerateObject().Select(table => table.Value);

    private static JsonElement Parse(string body)
    {
        using var document = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
        return document.RootElement.Clone();
    }

    private static IEnumerable<JsonElement> Array(JsonElement element, string name) =>
        element.TryGetProperty(name, out var array) ? array.EnumerateArray() : [];

    private static string Id(JsonElement entry) => entry.GetProperty("Id").GetString()!;

    // A put names it in the item, the other actions in the key.
    private static string SortKey(JsonElement action)
    {
        var write = action.EnumerateObject().First().Value;
        var key = write.TryGetProperty("Item", out var item) ? item : write.GetProperty("Key");
        return key.GetProperty("sk").GetProperty("S").GetString()!;
    }
}

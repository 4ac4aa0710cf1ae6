using System.Text;
using System.Text.Json.Nodes;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>
/// Stands before DynamoDB and adds up what it charges, whoever calls. It asks for the figures in the caller's place: that breaks the
/// request's signature, which DynamoDB Local does not check.
/// </summary>
internal sealed class MeteringProxy : IAsyncDisposable
{
    private readonly ForwardingProxy _proxy;
    private readonly Lock _lock = new();
    private TableCost _cost = TableCost.None;

    public MeteringProxy(Uri dynamoDb) => _proxy = new ForwardingProxy(dynamoDb) { Around = MeterAsync };

    public Uri Uri => _proxy.Uri;

    /// <summary>What all calls so far have cost.</summary>
    public TableCost Cost
    {
        get
        {
            lock (_lock)
                return _cost;
        }
    }

    /// <summary>What the calls cost that are made meanwhile.</summary>
    public async Task<TableCost> MeasureAsync(Func<Task> work)
    {
        var before = Cost;
        await work();
        return Cost - before;
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private async Task<ScriptedAnswer> MeterAsync(ScriptedRequest request, Forward forward)
    {
        var body = JsonNode.Parse(request.Body)!.AsObject();
        body["ReturnConsumedCapacity"] = "TOTAL";
        var answer = await forward(request with { Body = body.ToJsonString() });
        var units = UnitsOf(body, answer);
        lock (_lock)
            _cost += request.Operation switch
            {
                "GetItem" => new TableCost(1, units, 0),
                "PutItem" or "UpdateItem" or "DeleteItem" => new TableCost(1, 0, units),
                _ => throw new NotSupportedException($"What {request.Operation} costs is not known here."),
            };
        return answer;
    }

    // A refusal says nothing of units: a condition that does not hold is charged like the write, by the KB.
    private static double UnitsOf(JsonObject request, ScriptedAnswer answer)
    {
        var said = JsonNode.Parse(answer.Body)!;
        if (said["ConsumedCapacity"]?["CapacityUnits"] is { } units)
            return units.GetValue<double>();
        if (
            said["__type"]?.GetValue<string>().EndsWith("ConditionalCheckFailedException", StringComparison.Ordinal)
            == true
        )
            return Math.Max(Kilobytes(request["Item"]), Kilobytes(said["Item"]));
        throw new InvalidOperationException($"DynamoDB answered {answer.Status}: {answer.Body}");
    }

    // By the length of its JSON, which is more than the item's size: all items here have far less than 1 KB.
    private static double Kilobytes(JsonNode? item) =>
        item is null ? 1 : Math.Ceiling(Encoding.UTF8.GetByteCount(item.ToJsonString()) / 1024.0);
}

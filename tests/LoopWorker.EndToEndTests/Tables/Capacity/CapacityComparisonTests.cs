using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.InMemory;

namespace LoopWorker.EndToEndTests.Tables.Capacity;

/// <summary>What the same calls cost in memory and on the endpoint, call by call.</summary>
public sealed class CapacityComparisonTests
{
    /// <summary>The kinds of calls that are known to differ, and why.</summary>
    private static readonly Dictionary<string, string> KnownDifferences = new()
    {
        ["scan, nothing found"] = NothingIsFree,
        ["query, nothing found"] = NothingIsFree,
        ["query of an index, nothing found"] = NothingIsFree,
        ["batch of gets, some absent"] = NothingIsFree,
        ["batch of deletes, all absent"] =
            "DynamoDB Local charges 2 units for each. BatchWriteItem: deletes of nonexistent items consume one.",
        ["batch of inserts, some there"] =
            "DynamoDB Local does not send the item that is there, so it is read, and the reading costs.",
        ["batch of inserts, indexed"] =
            "DynamoDB Local does not say what a batch of statements costs; what is worked out knows of no index.",
        ["transaction"] =
            "DynamoDB Local charges 4 units for each KB of the sum. Developer guide: 2 for each KB of each item, and indexes once.",
        ["transaction, check alone"] = "DynamoDB Local charges 4 units for each 4 KB. Developer guide: as a write.",
        ["transaction repeated"] =
            "DynamoDB Local rounds up the sum of what it reads. Developer guide: a transactional read of each item.",
    };

    private const string NothingIsFree =
        "DynamoDB Local charges nothing. Developer guide: what does not exist is read at the least price.";

    [Fact]
    public async Task Every_call_costs_the_same_in_memory_and_on_DynamoDB_but_for_the_known_differences()
    {
        var definition = CapacitySession.Definition($"capacity-{Guid.NewGuid():N}");
        var memory = new InMemoryTable(definition, TimeProvider.System);
        var remote = await DynamoDbTables.CreateAsync(definition);
        var calls = CapacitySession.Calls($"{Guid.NewGuid():N}"[..20]);
        Assert.InRange(calls.Count, 200, int.MaxValue);

        var different = new List<(string Kind, string Line)>();
        foreach (var call in calls)
        {
            var expected = await call.RunAsync(memory);
            var actual = await call.RunAsync(remote);
            if (expected != actual)
                different.Add(
                    (call.Kind, $"{call.Kind} ({call.Detail}): {Text(expected)} in memory, {Text(actual)} there")
                );
        }

        var unknown = different.Where(call => !KnownDifferences.ContainsKey(call.Kind)).Select(call => call.Line);
        Assert.True(!unknown.Any(), "Differences that are not known:\n" + string.Join('\n', unknown));
        var gone = KnownDifferences.Keys.Except(different.Select(call => call.Kind));
        Assert.True(!gone.Any(), "Differences that are known and do not show: " + string.Join("; ", gone));
    }

    private static string Text(ConsumedCapacity capacity) => $"{capacity.ReadUnits} R {capacity.WriteUnits} W";
}

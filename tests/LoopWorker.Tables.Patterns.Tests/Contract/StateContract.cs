using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>What a pattern does on every engine. An engine joins by deriving each of the abstract classes in this folder and making tables.</summary>
public abstract class StateContract
{
    /// <summary>A day that is still to come: an emulator deletes what is past.</summary>
    protected static readonly DateTimeOffset Start = new(2034, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An empty table by the definition; its name is used once.</summary>
    protected abstract Task<ITable> CreateTableAsync(TableDefinition definition);

    protected static CancellationToken None => CancellationToken.None;

    protected VirtualClock Clock { get; } = new(Start);

    protected static string NewName() => $"contract-{Guid.NewGuid():N}";

    protected static async Task<Item?> Stored(ITable table, ItemKey key) =>
        (await table.GetAsync(key, Consistency.Strong, None)).Item;

    protected static async Task<List<Item>> AllItems(ITable table)
    {
        var items = new List<Item>();
        await foreach (var item in table.ScanAllAsync(new Scan(Consistency: Consistency.Strong), None))
            items.Add(item);
        return items;
    }
}

using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// The table of one writer, whose every change is shown to the rules: what was stored before and what is stored after, of
/// all items that change at once.
/// </summary>
internal sealed class WatchedTable(InMemoryTable table, Action<IReadOnlyList<Change>> changed) : InterceptedTable(table)
{
    protected override Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        ItemKey[] keys = call switch
        {
            TableCall.Put put => [put.Write.Key],
            TableCall.Update update => [update.Write.Key],
            TableCall.Delete delete => [delete.Write.Key],
            TableCall.WriteMany batch => [.. batch.Writes.Select(write => write.Key)],
            TableCall.InsertMany batch => [.. batch.Items.Select(item => item.Key)],
            TableCall.Transact transaction => [.. transaction.Writes.Select(write => write.Key)],
            _ => [],
        };
        return keys.Length == 0 ? call.MakeAsync(next) : WatchAsync(keys, call, next);
    }

    // Calls of the engine are finished when they return, so nothing comes between the two looks.
    private async Task<T> WatchAsync<T>(ItemKey[] keys, TableCall<T> write, ITable next)
    {
        var before = await FindAsync(keys, next);
        var result = await write.MakeAsync(next);
        var after = await FindAsync(keys, next);
        var changes = new List<Change>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
            if (!ReferenceEquals(before[i], after[i]))
                changes.Add(new Change(keys[i], before[i], after[i]));
        if (changes.Count > 0)
            changed(changes);
        return result;
    }

    private static async Task<Item?[]> FindAsync(ItemKey[] keys, ITable next)
    {
        var items = new Item?[keys.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = (await next.GetAsync(keys[i], Consistency.Strong, CancellationToken.None)).Item;
        return items;
    }
}

/// <summary>What became of an item; null where there is none.</summary>
internal readonly record struct Change(ItemKey Key, Item? Before, Item? After);

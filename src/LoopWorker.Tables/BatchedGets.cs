using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables;

/// <summary>Reads any number of items, in as few batched gets as they take.</summary>
public static class BatchedGets
{
    /// <summary>The items that exist, by key, read one batch after another. A key may be named repeatedly; without any, nothing is read.</summary>
    /// <exception cref="TableException">If a batch could not be read; what was read before is dropped.</exception>
    public static async Task<IReadOnlyDictionary<ItemKey, Item>> GetAllAsync(
        this ITable table,
        IEnumerable<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation = default
    )
    {
        var items = new Dictionary<ItemKey, Item>();
        foreach (var batch in keys.Distinct().Chunk(TableLimits.BatchGetKeys))
        foreach (var (key, item) in (await table.GetManyAsync(batch, consistency, cancellation)).Items)
            items[key] = item;
        return items;
    }
}

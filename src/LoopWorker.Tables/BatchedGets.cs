using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables;

/// <summary>Reads any number of items, in as few batched gets as they take.</summary>
public static class BatchedGets
{
    /// <summary>The items that exist, by key, read one batch after another. A key may be named repeatedly; without any, nothing is read.</summary>
    /// <exception cref="TableException">If one of them could not be read; what was read is dropped.</exception>
    public static async Task<IReadOnlyDictionary<ItemKey, Item>> GetAllAsync(
        this ITable table,
        IEnumerable<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation = default
    )
    {
        var (items, unprocessed) = await table.GetProcessedAsync(keys, consistency, cancellation);
        return unprocessed.Count == 0
            ? items
            : throw new TableException(
                TableErrors.Throttled,
                $"{unprocessed.Count} items of a batch were not read: their partitions are over their throughput"
            );
    }

    /// <summary>The same where each item counts by itself: the items that exist, and the keys that could not be read though others could.</summary>
    /// <exception cref="TableException">If a whole batch could not be read; what was read before is dropped.</exception>
    public static async Task<(
        IReadOnlyDictionary<ItemKey, Item> Items,
        IReadOnlySet<ItemKey> Unprocessed
    )> GetProcessedAsync(
        this ITable table,
        IEnumerable<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation = default
    )
    {
        var items = new Dictionary<ItemKey, Item>();
        var unprocessed = new HashSet<ItemKey>();
        foreach (var batch in keys.Distinct().Chunk(TableLimits.BatchGetKeys))
        {
            var result = await table.GetManyAsync(batch, consistency, cancellation);
            foreach (var (key, item) in result.Items)
                items[key] = item;
            unprocessed.UnionWith(result.Unprocessed);
        }
        return (items, unprocessed);
    }
}

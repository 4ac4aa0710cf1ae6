using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// The table of one writer, whose every change is shown to the rules: what was stored before and what is stored after, of
/// all items that change at once.
/// </summary>
internal sealed class WatchedTable(InMemoryTable table, Action<IReadOnlyList<Change>> changed) : ITable
{
    public string Name => table.Name;

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        table.GetAsync(key, consistency, cancellation);

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => table.GetManyAsync(keys, consistency, cancellation);

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) => table.QueryAsync(query, cancellation);

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        table.QueryAsync(query, cancellation);

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) => table.ScanAsync(scan, cancellation);

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        WatchAsync([put.Key], table.PutAsync, put, cancellation);

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        WatchAsync([update.Key], table.UpdateAsync, update, cancellation);

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        WatchAsync([delete.Key], table.DeleteAsync, delete, cancellation);

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        WatchAsync([.. writes.Select(write => write.Key)], table.WriteManyAsync, writes, cancellation);

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        WatchAsync([.. items.Select(item => item.Key)], table.InsertManyAsync, items, cancellation);

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) =>
        WatchAsync(
            [.. writes.Select(write => write.Key)],
            (all, token) => table.TransactAsync(all, idempotencyToken, token),
            writes,
            cancellation
        );

    // Calls of the engine are finished when they return, so nothing comes between the two looks.
    private async Task<TResult> WatchAsync<TRequest, TResult>(
        IReadOnlyList<ItemKey> keys,
        Func<TRequest, CancellationToken, Task<TResult>> write,
        TRequest request,
        CancellationToken cancellation
    )
    {
        var before = await FindAsync(keys);
        var result = await write(request, cancellation);
        var after = await FindAsync(keys);
        var changes = new List<Change>(keys.Count);
        for (var i = 0; i < keys.Count; i++)
            if (!ReferenceEquals(before[i], after[i]))
                changes.Add(new Change(keys[i], before[i], after[i]));
        if (changes.Count > 0)
            changed(changes);
        return result;
    }

    private async Task<Item?[]> FindAsync(IReadOnlyList<ItemKey> keys)
    {
        var items = new Item?[keys.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = (await table.GetAsync(keys[i], Consistency.Strong, CancellationToken.None)).Item;
        return items;
    }
}

/// <summary>What became of an item; null where there is none.</summary>
internal readonly record struct Change(ItemKey Key, Item? Before, Item? After);

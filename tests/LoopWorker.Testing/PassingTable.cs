using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Testing;

/// <summary>Passes every call on; a test overrides the call that is to be another.</summary>
public abstract class PassingTable(ITable table) : ITable
{
    public string Name => table.Name;

    public virtual Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        table.GetAsync(key, consistency, cancellation);

    public virtual Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => table.GetManyAsync(keys, consistency, cancellation);

    public virtual Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        table.PutAsync(put, cancellation);

    public virtual Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        table.UpdateAsync(update, cancellation);

    public virtual Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        table.DeleteAsync(delete, cancellation);

    public virtual Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        table.QueryAsync(query, cancellation);

    public virtual Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        table.QueryAsync(query, cancellation);

    public virtual Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        table.ScanAsync(scan, cancellation);

    public virtual Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        table.WriteManyAsync(writes, cancellation);

    public virtual Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        table.InsertManyAsync(items, cancellation);

    public virtual Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) => table.TransactAsync(writes, idempotencyToken, cancellation);
}

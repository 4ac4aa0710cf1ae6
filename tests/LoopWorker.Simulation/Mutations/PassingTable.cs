using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Mutations;

/// <summary>A table whose transactions are another's, and all else as it is.</summary>
internal sealed class PassingTable(
    ITable table,
    Func<ITable, IReadOnlyList<Write>, string, Task<TransactionResult>> transact
) : ITable
{
    public string Name => table.Name;

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        table.GetAsync(key, consistency, cancellation);

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => table.GetManyAsync(keys, consistency, cancellation);

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) => table.PutAsync(put, cancellation);

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        table.UpdateAsync(update, cancellation);

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        table.DeleteAsync(delete, cancellation);

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) => table.QueryAsync(query, cancellation);

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        table.QueryAsync(query, cancellation);

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) => table.ScanAsync(scan, cancellation);

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        table.WriteManyAsync(writes, cancellation);

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        table.InsertManyAsync(items, cancellation);

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) => transact(table, writes, idempotencyToken);
}

using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Engines.Withheld;

/// <summary>The table of a worker that runs: a denial is no end but a failure that may pass.</summary>
public sealed class PatientTable(ITable table, WithheldPermissions permissions) : ITable
{
    public string Name => table.Name;

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        CallAsync(() => table.GetAsync(key, consistency, cancellation));

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => CallAsync(() => table.GetManyAsync(keys, consistency, cancellation));

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        CallAsync(() => table.PutAsync(put, cancellation));

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        CallAsync(() => table.UpdateAsync(update, cancellation));

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        CallAsync(() => table.DeleteAsync(delete, cancellation));

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        CallAsync(() => table.QueryAsync(query, cancellation));

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        CallAsync(() => table.QueryAsync(query, cancellation));

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        CallAsync(() => table.ScanAsync(scan, cancellation));

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        CallAsync(() => table.WriteManyAsync(writes, cancellation));

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        CallAsync(() => table.InsertManyAsync(items, cancellation));

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) => CallAsync(() => table.TransactAsync(writes, idempotencyToken, cancellation));

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (TableException exception) when (exception.IsDenied)
        {
            permissions.Deny(exception.Message);
            throw new TableException(TableErrors.Withheld, exception.Message, exception);
        }
    }
}

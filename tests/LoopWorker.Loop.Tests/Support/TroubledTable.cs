using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A table on which calls take their time, are throttled, meet conflicts, or succeed without an answer.</summary>
internal sealed class TroubledTable(ITable table, Random random, TimeProvider time, double trouble) : ITable
{
    public string Name => table.Name;

    /// <summary>Told of the writes of each transaction that took place, in order.</summary>
    public Action<IReadOnlyList<Write>> Committed { get; init; } = _ => { };

    /// <summary>Whether calls take their time; else they only leave the thread.</summary>
    public bool Slow { get; init; } = true;

    /// <summary>The error of calls that fail before they take place.</summary>
    public string Error { get; init; } = TableErrors.Throttled;

    public async Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    )
    {
        await BeforeAsync();
        if (random.NextDouble() < trouble)
        {
            var reasons = writes.Select(_ => CancellationReason.None).ToList();
            reasons[random.Next(reasons.Count)] = new CancellationReason(CancellationCode.Conflict);
            return new TransactionResult(reasons, default);
        }
        var result = await table.TransactAsync(writes, idempotencyToken, cancellation);
        if (result.Committed)
            Committed(writes);
        await AfterAsync();
        return result;
    }

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

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await BeforeAsync();
        var result = await call();
        await AfterAsync();
        return result;
    }

    private async Task BeforeAsync()
    {
        await DelayAsync();
        if (random.NextDouble() < trouble)
            throw new TableException(Error, "Refused by the test.");
    }

    // The call has taken place, and the caller does not hear of it.
    private async Task AfterAsync()
    {
        await DelayAsync();
        if (random.NextDouble() < trouble)
            throw new TableException(TableErrors.TimedOut, "The answer was lost by the test.");
    }

    private async Task DelayAsync()
    {
        if (Slow)
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(40)), time);
        else
            await Task.Yield();
    }
}

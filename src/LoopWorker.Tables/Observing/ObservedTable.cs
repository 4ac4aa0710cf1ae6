using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Observing;

/// <summary>A table that tells observers what every call comes to.</summary>
/// <param name="table">The table.</param>
/// <param name="time">Times the calls.</param>
/// <param name="observers">Told one after another.</param>
public sealed class ObservedTable(ITable table, TimeProvider time, params ITableObserver[] observers) : ITable
{
    public string Name => table.Name;

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        ObserveAsync(
            Start(TableOperations.GetItem, 1),
            () => table.GetAsync(key, consistency, cancellation),
            static result => new(result.Capacity)
        );

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) =>
        ObserveAsync(
            Start(TableOperations.BatchGetItem, keys.Count),
            () => table.GetManyAsync(keys, consistency, cancellation),
            static result => new(result.Capacity)
        );

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        ObserveAsync(Start(TableOperations.PutItem, 1), () => table.PutAsync(put, cancellation), Answer.Of);

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        ObserveAsync(Start(TableOperations.UpdateItem, 1), () => table.UpdateAsync(update, cancellation), Answer.Of);

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        ObserveAsync(Start(TableOperations.DeleteItem, 1), () => table.DeleteAsync(delete, cancellation), Answer.Of);

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        ObserveAsync(
            Start(TableOperations.Query, 0),
            () => table.QueryAsync(query, cancellation),
            static result => new(result.Capacity)
        );

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        ObserveAsync(
            Start(TableOperations.Query, 0),
            () => table.QueryAsync(query, cancellation),
            static result => new(result.Capacity)
        );

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        ObserveAsync(
            Start(TableOperations.Scan, 0),
            () => table.ScanAsync(scan, cancellation),
            static result => new(result.Capacity)
        );

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        ObserveAsync(
            Start(TableOperations.BatchWriteItem, writes.Count),
            () => table.WriteManyAsync(writes, cancellation),
            static result => new(result.Capacity)
        );

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        ObserveAsync(
            Start(TableOperations.BatchExecuteStatement, items.Count),
            () => table.InsertManyAsync(items, cancellation),
            static result => new(result.Capacity)
        );

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) =>
        ObserveAsync(
            Start(TableOperations.TransactWriteItems, writes.Count),
            () => table.TransactAsync(writes, idempotencyToken, cancellation),
            Answer.Of
        );

    private TableCallStart Start(string operation, int items) => new(table.Name, operation, items, time.GetTimestamp());

    private async Task<T> ObserveAsync<T>(TableCallStart start, Func<Task<T>> call, Func<T, Answer> read)
    {
        foreach (var observer in observers)
            observer.OnCalling(start);
        T result;
        try
        {
            result = await call();
        }
        catch (Exception exception)
        {
            var (outcome, error) = TableCallOutcomes.Of(exception);
            Report(start, new Answer(default, outcome, error));
            throw;
        }
        Report(start, read(result));
        return result;
    }

    private void Report(in TableCallStart start, Answer answer)
    {
        var duration = time.GetElapsedTime(start.StartedAt);
        var report = new TableCallReport(start, duration, answer.Capacity, answer.Outcome, answer.Error);
        foreach (var observer in observers)
            observer.OnCall(report);
    }

    private readonly record struct Answer(
        ConsumedCapacity Capacity,
        TableCallOutcome Outcome = TableCallOutcome.Answered,
        string? Error = null
    )
    {
        public static Answer Of(WriteResult result)
        {
            var (outcome, error) = TableCallOutcomes.Of(result);
            return new Answer(result.Capacity, outcome, error);
        }

        public static Answer Of(TransactionResult result)
        {
            var (outcome, error) = TableCallOutcomes.Of(result);
            return new Answer(result.Capacity, outcome, error);
        }
    }
}

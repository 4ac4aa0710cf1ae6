using System.Collections.Frozen;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Metering;

/// <summary>
/// Counts the calls of a table and what they cost. A call counts when it is made, whatever becomes of it; its cost counts
/// when it is answered.
/// </summary>
public sealed class MeteredTable(ITable table) : ITable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _calls = new(StringComparer.Ordinal);
    private ConsumedCapacity _capacity;

    public string Name => table.Name;

    /// <summary>What was used since this meter was made.</summary>
    public TableUsage Usage
    {
        get
        {
            lock (_lock)
                return new TableUsage(_calls.ToFrozenDictionary(StringComparer.Ordinal), _capacity);
        }
    }

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        Meter(TableOperations.GetItem, table.GetAsync(key, consistency, cancellation), static r => r.Capacity);

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) =>
        Meter(
            TableOperations.BatchGetItem,
            table.GetManyAsync(keys, consistency, cancellation),
            static r => r.Capacity
        );

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        Meter(TableOperations.PutItem, table.PutAsync(put, cancellation), static r => r.Capacity);

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        Meter(TableOperations.UpdateItem, table.UpdateAsync(update, cancellation), static r => r.Capacity);

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        Meter(TableOperations.DeleteItem, table.DeleteAsync(delete, cancellation), static r => r.Capacity);

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        Meter(TableOperations.Query, table.QueryAsync(query, cancellation), static r => r.Capacity);

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        Meter(TableOperations.Query, table.QueryAsync(query, cancellation), static r => r.Capacity);

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        Meter(TableOperations.Scan, table.ScanAsync(scan, cancellation), static r => r.Capacity);

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        Meter(TableOperations.BatchWriteItem, table.WriteManyAsync(writes, cancellation), static r => r.Capacity);

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        Meter(
            TableOperations.BatchExecuteStatement,
            table.InsertManyAsync(items, cancellation),
            static r => r.Capacity
        );

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) =>
        Meter(
            TableOperations.TransactWriteItems,
            table.TransactAsync(writes, idempotencyToken, cancellation),
            static r => r.Capacity
        );

    private async Task<T> Meter<T>(string operation, Task<T> call, Func<T, ConsumedCapacity> capacityOf)
    {
        lock (_lock)
            _calls[operation] = _calls.GetValueOrDefault(operation) + 1;
        var result = await call;
        lock (_lock)
            _capacity += capacityOf(result);
        return result;
    }
}

using LoopWorker.Simulation.Invariants;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Faults;

/// <summary>The table as a replica has it: far away, and what it does is seen by the ledger.</summary>
internal sealed class FaultyTable(ITable table, Network network, Ledger ledger) : ITable
{
    public string Name => table.Name;

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        CallAsync("Get", _ => table.GetAsync(key, consistency, cancellation));

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => CallAsync("GetMany", _ => table.GetManyAsync(keys, consistency, cancellation));

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        CallAsync(
            "Put",
            async _ =>
            {
                var result = await table.PutAsync(put, cancellation);
                if (result.Succeeded)
                    ledger.Effects.OnWritten([put]);
                return result;
            }
        );

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        CallAsync("Update", _ => table.UpdateAsync(update, cancellation));

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        CallAsync("Delete", _ => table.DeleteAsync(delete, cancellation));

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        CallAsync("Query", _ => table.QueryAsync(query, cancellation));

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        CallAsync("Query", _ => table.QueryAsync(query, cancellation));

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        CallAsync("Scan", _ => table.ScanAsync(scan, cancellation));

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        CallAsync("InsertMany", _ => table.InsertManyAsync(items, cancellation));

    // Half done: not atomic, so some have taken place when it fails.
    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        CallAsync(
            "WriteMany",
            async partly =>
            {
                var done = partly ? [.. writes.Take(writes.Count / 2)] : writes;
                if (done.Count > 0)
                {
                    await table.WriteManyAsync(done, cancellation);
                    ledger.Effects.OnWritten(done);
                }
                return partly
                    ? throw new TableException(TableErrors.Throttled, "Half of the batch was throttled.")
                    : new BatchWriteResult(default);
            }
        );

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    )
    {
        ledger.Effects.OnTransactionBegins(network.Caller, writes);
        return CallAsync(
            "Transact",
            async partly =>
            {
                if (partly)
                    return Obstacle(writes);
                if (network.IsOverThroughput(writes.Select(write => write.Key.Partition)) is { } hot)
                    return Throttled(writes, hot);
                var result = await table.TransactAsync(writes, idempotencyToken, cancellation);
                if (result.Committed)
                    ledger.Effects.OnCommitted(network.Caller, writes);
                return result;
            }
        );
    }

    private TransactionResult Obstacle(IReadOnlyList<Write> writes)
    {
        var reasons = writes.Select(_ => CancellationReason.None).ToList();
        var place = network.Random.Next(reasons.Count);
        if (network.Random.Next(2) == 0)
            reasons[place] = new CancellationReason(CancellationCode.Conflict);
        else
            return Throttled(writes, writes[place].Key.Partition);
        return new TransactionResult(reasons, default);
    }

    private static TransactionResult Throttled(IReadOnlyList<Write> writes, string partition) =>
        new(
            [
                .. writes.Select(write =>
                    write.Key.Partition == partition
                        ? new CancellationReason(CancellationCode.Throttled)
                        : CancellationReason.None
                ),
            ],
            default
        );

    private Task<T> CallAsync<T>(string operation, Func<bool, Task<T>> call) =>
        network.CallAsync(
            operation,
            ofTable: true,
            call,
            unanswered =>
                unanswered
                    ? new TableException(TableErrors.TimedOut, "No answer.")
                    : new TableException(TableErrors.Throttled, "Throttled.")
        );
}

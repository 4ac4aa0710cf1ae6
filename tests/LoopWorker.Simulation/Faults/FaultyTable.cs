using LoopWorker.Simulation.Invariants;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Faults;

/// <summary>The table as a replica has it: far away, and what it does is seen by the ledger.</summary>
internal sealed class FaultyTable(ITable table, Network network, Ledger ledger) : InterceptedTable(table)
{
    protected override Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        if (call is TableCall.Transact { Writes: var writes })
            ledger.Effects.OnTransactionBegins(network.Caller, writes);
        return network.CallAsync(
            call.GetType().Name,
            Target.Table,
            partly => ServeAsync(call, next, partly),
            fate =>
                fate switch
                {
                    Fate.Denied => new TableException(TableErrors.AccessDenied, Weather.Denial),
                    Fate.Refused => new TableException(TableErrors.Throttled, "Throttled."),
                    _ => new TableException(TableErrors.TimedOut, "No answer."),
                }
        );
    }

    private Task<T> ServeAsync<T>(TableCall<T> call, ITable next, bool partly)
    {
        Task answer = call switch
        {
            TableCall.Put put => PutAsync(put, next),
            TableCall.WriteMany batch => WriteManyAsync(batch, next, partly),
            TableCall.Transact transaction => TransactAsync(transaction, next, partly),
            _ => call.MakeAsync(next),
        };
        return (Task<T>)answer;
    }

    private async Task<WriteResult> PutAsync(TableCall.Put call, ITable next)
    {
        var result = await call.MakeAsync(next);
        if (result.Succeeded)
            ledger.Effects.OnWritten([call.Write]);
        return result;
    }

    // Half done: not atomic, so some have taken place when it fails.
    private async Task<BatchWriteResult> WriteManyAsync(TableCall.WriteMany call, ITable next, bool partly)
    {
        var done = partly ? [.. call.Writes.Take(call.Writes.Count / 2)] : call.Writes;
        if (done.Count > 0)
        {
            await next.WriteManyAsync(done, call.Cancellation);
            ledger.Effects.OnWritten(done);
        }
        return partly
            ? throw new TableException(TableErrors.Throttled, "Half of the batch was throttled.")
            : new BatchWriteResult(default);
    }

    private async Task<TransactionResult> TransactAsync(TableCall.Transact call, ITable next, bool partly)
    {
        if (partly)
            return Obstacle(call.Writes);
        if (network.IsOverThroughput(call.Writes.Select(write => write.Key.Partition)) is { } hot)
            return Throttled(call.Writes, hot);
        var result = await call.MakeAsync(next);
        if (result.Committed)
        {
            ledger.Effects.OnCommitted(network.Caller, call.Writes);
            ledger.Takeovers.OnCommitted(network.Caller, call.Writes);
        }
        return result;
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
}

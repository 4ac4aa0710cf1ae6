using LoopWorker.Tables;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Benchmarks.Scaling.Engines;

/// <summary>
/// A table at the other end of a network, where writes meet transactions under way. A call takes effect half-way through
/// its latency; a transaction holds its items for the middle half of it. Reads are not disturbed.
/// </summary>
/// <remarks>
/// Source: Amazon DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works" (transaction conflict handling).
/// </remarks>
internal sealed class SlowTable(ITable table, Latency latency) : InterceptedTable(table)
{
    // As the engine on DynamoDB does with what a batch leaves unprocessed.
    private const int Rounds = 8;

    private readonly HeldItems _held = new();

    protected override Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        Task answer = call switch
        {
            TableCall.Transact transaction => TransactAsync(transaction, next),
            TableCall.WriteMany batch => WriteManyAsync(batch, next),
            TableCall.Put put => WriteAsync(call, [put.Write], next),
            TableCall.Update update => WriteAsync(call, [update.Write], next),
            TableCall.Delete delete => WriteAsync(call, [delete.Write], next),
            TableCall.InsertMany inserts => WriteAsync(call, [.. inserts.Items.Select(item => new Put(item))], next),
            _ => WriteAsync(call, [], next),
        };
        return (Task<T>)answer;
    }

    private async Task<TransactionResult> TransactAsync(TableCall.Transact call, ITable next)
    {
        var quarter = latency.Draw() / 4;
        await latency.PassAsync(quarter);
        var mine = _held.Hold(call.Writes);
        await latency.PassAsync(quarter);
        var result =
            mine.Count == call.Writes.Count
                ? await call.MakeAsync(next)
                : await Conflicts.CancelAsync(call.Writes, mine, next);
        await latency.PassAsync(quarter);
        _held.Release(mine);
        await latency.PassAsync(quarter);
        return result;
    }

    private async Task<BatchWriteResult> WriteManyAsync(TableCall.WriteMany call, ITable next)
    {
        var left = call.Writes;
        var capacity = default(ConsumedCapacity);
        for (var round = 1; round <= Rounds; round++)
        {
            var half = latency.Draw() / 2;
            await latency.PassAsync(half);
            var held = left.ToLookup(write => _held.IsHeld(write.Key));
            if (held[false].Any())
                capacity += (await next.WriteManyAsync([.. held[false]], call.Cancellation)).Capacity;
            left = [.. held[true]];
            await latency.PassAsync(half);
            if (left.Count == 0)
                return new BatchWriteResult(capacity);
        }
        throw Conflicts.Refusal();
    }

    // Whatever is not atomic, and what only reads: that has no writes.
    private async Task<T> WriteAsync<T>(TableCall<T> call, IReadOnlyList<Write> writes, ITable next)
    {
        var half = latency.Draw() / 2;
        await latency.PassAsync(half);
        var refused = writes.Any(write => _held.IsHeld(write.Key));
        var answer = refused ? default : await call.MakeAsync(next);
        await latency.PassAsync(half);
        return refused ? throw Conflicts.Refusal() : answer!;
    }
}

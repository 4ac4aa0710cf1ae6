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
/// <param name="table">The table itself.</param>
/// <param name="transacting">Of transactions. They have one of their own: it is what limits a busy user.</param>
/// <param name="other">Of all other calls.</param>
internal sealed class SlowTable(ITable table, Latency transacting, Latency other) : InterceptedTable(table)
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
        var quarter = transacting.Draw() / 4;
        await transacting.PassAsync(quarter);
        var mine = _held.Hold(call.Writes);
        await transacting.PassAsync(quarter);
        var result =
            mine.Count == call.Writes.Count
                ? await call.MakeAsync(next)
                : await Conflicts.CancelAsync(call.Writes, mine, next);
        await transacting.PassAsync(quarter);
        _held.Release(mine);
        await transacting.PassAsync(quarter);
        return result;
    }

    private async Task<BatchWriteResult> WriteManyAsync(TableCall.WriteMany call, ITable next)
    {
        var left = call.Writes;
        var capacity = default(ConsumedCapacity);
        for (var round = 1; round <= Rounds; round++)
        {
            var half = other.Draw() / 2;
            await other.PassAsync(half);
            var held = left.ToLookup(write => _held.IsHeld(write.Key));
            if (held[false].Any())
                capacity += (await next.WriteManyAsync([.. held[false]], call.Cancellation)).Capacity;
            left = [.. held[true]];
            await other.PassAsync(half);
            if (left.Count == 0)
                return new BatchWriteResult(capacity);
        }
        throw Conflicts.Refusal();
    }

    // Whatever is not atomic, and what only reads: that has no writes.
    private async Task<T> WriteAsync<T>(TableCall<T> call, IReadOnlyList<Write> writes, ITable next)
    {
        var half = other.Draw() / 2;
        await other.PassAsync(half);
        var refused = writes.Any(write => _held.IsHeld(write.Key));
        var answer = refused ? default : await call.MakeAsync(next);
        await other.PassAsync(half);
        return refused ? throw Conflicts.Refusal() : answer!;
    }
}

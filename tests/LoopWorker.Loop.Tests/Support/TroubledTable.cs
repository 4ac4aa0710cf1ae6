using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A table on which calls take their time, are throttled, meet conflicts, or succeed without an answer.</summary>
internal sealed class TroubledTable(ITable table, Random random, TimeProvider time, double trouble)
    : InterceptedTable(table)
{
    /// <summary>Told of the writes of each transaction that took place, in order.</summary>
    public Action<IReadOnlyList<Write>> Committed { get; init; } = _ => { };

    /// <summary>Whether calls take their time; else they only leave the thread.</summary>
    public bool Slow { get; init; } = true;

    /// <summary>The error of calls that fail before they take place.</summary>
    public string Error { get; init; } = TableErrors.Throttled;

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        await DelayAsync();
        if (Hits())
            throw new TableException(Error, "Refused by the test.");
        if (call is TableCall.Transact obstructed && Hits())
            return (T)(object)Conflict(obstructed.Writes);
        var result = await call.MakeAsync(next);
        if (call is TableCall.Transact made && result is TransactionResult { Committed: true })
            Committed(made.Writes);
        await DelayAsync();
        // The call has taken place, and the caller does not hear of it.
        if (Hits())
            throw new TableException(TableErrors.TimedOut, "The answer was lost by the test.");
        return result;
    }

    private TransactionResult Conflict(IReadOnlyList<Write> writes)
    {
        var reasons = writes.Select(_ => CancellationReason.None).ToList();
        reasons[random.Next(reasons.Count)] = new CancellationReason(CancellationCode.Conflict);
        return new TransactionResult(reasons, default);
    }

    private bool Hits() => random.NextDouble() < trouble;

    private async Task DelayAsync()
    {
        if (Slow)
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(40)), time);
        else
            await Task.Yield();
    }
}

using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.Support;

/// <summary>How the last call of a process that crashes ends.</summary>
public enum LastCall
{
    /// <summary>It was never made.</summary>
    Lost,

    /// <summary>It took effect, and its answer was lost.</summary>
    Unanswered,

    /// <summary>Of a batch, the first half took effect; of anything else, nothing.</summary>
    HalfDone,
}

/// <summary>The table of a process that crashes at its n-th call (from 1): that one and all later ones throw.</summary>
internal sealed class CrashingTable(ITable table, int atCall, LastCall lastCall) : InterceptedTable(table)
{
    /// <summary>How many calls there have been.</summary>
    public int Calls { get; private set; }

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        Calls++;
        if (Calls < atCall)
            return await call.MakeAsync(next);
        if (Calls == atCall && lastCall == LastCall.Unanswered)
            await call.MakeAsync(next);
        if (
            Calls == atCall
            && lastCall == LastCall.HalfDone
            && call is TableCall.WriteMany { Writes: var writes }
            && writes.Count > 1
        )
            await next.WriteManyAsync([.. writes.Take(writes.Count / 2)], CancellationToken.None);
        throw new TableException(TableErrors.Unreachable, "The process has crashed.");
    }
}

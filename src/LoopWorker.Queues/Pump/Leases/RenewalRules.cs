namespace LoopWorker.Queues.Pump.Leases;

/// <summary>When leases are extended. Pure: times in, a decision out.</summary>
/// <param name="MaximumAge">
/// How long an attempt may take. Work that takes longer has gone wrong, and the message is better off with another.
/// </param>
public sealed record RenewalRules(TimeSpan MaximumAge)
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>What to do with a lease now.</summary>
    public RenewalAction Decide(LeaseTimes times, TimeSpan now) =>
        now >= times.End ? RenewalAction.Lost
        : now >= Due(times) && MayRenew(times, now) ? RenewalAction.Renew
        : RenewalAction.Wait;

    /// <summary>When to look at a lease next: when it is to be extended, or else when it runs out.</summary>
    public TimeSpan NextLook(LeaseTimes times)
    {
        var due = Due(times);
        return due < times.End && MayRenew(times, due) ? due : times.End;
    }

    // At half of the timeout: a renewal that fails then can be tried again many times.
    private static TimeSpan Due(LeaseTimes times)
    {
        if (times.FailedAt is not { } failed)
            return times.End - times.Timeout / 2;
        var pause = (times.End - failed) / 4;
        return failed + (pause > ShortestRetry ? pause : ShortestRetry);
    }

    // SQS counts 12 hours from the receive, whatever is asked for.
    private bool MayRenew(LeaseTimes times, TimeSpan now) =>
        now - times.TriedAt < MaximumAge && now - times.TakenAt + times.Timeout <= QueueLimits.MaximumVisibilityTimeout;
}

/// <summary>The times of a lease, all on one clock.</summary>
/// <param name="TakenAt">When the message was received.</param>
/// <param name="TriedAt">When its present attempt began.</param>
/// <param name="End">When the lease runs out.</param>
/// <param name="Timeout">The visibility timeout.</param>
/// <param name="FailedAt">When its latest renewal failed; null if it did not.</param>
public readonly record struct LeaseTimes(
    TimeSpan TakenAt,
    TimeSpan TriedAt,
    TimeSpan End,
    TimeSpan Timeout,
    TimeSpan? FailedAt
);

public enum RenewalAction
{
    Wait,
    Renew,
    Lost,
}

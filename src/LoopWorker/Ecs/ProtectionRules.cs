using LoopWorker.Core;

namespace LoopWorker.Ecs;

/// <summary>
/// When a task asks ECS to protect it from scale-in, by leases that end by themselves. Pure: what is known in, a decision out.
/// </summary>
/// <remarks>
/// All tasks of an account share the calls that ECS allows in a region, so a task makes few: it renews at about half of the lease, and
/// keeps what it has for a while when nothing is in hand, because the next message may be near.
/// </remarks>
/// <param name="Lease">For how long protection is asked at a time: a minute to 48 hours, in whole minutes.</param>
public sealed record ProtectionRules(TimeSpan Lease)
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(5);

    // Pauses are at least half of their bound.
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

    /// <summary>For how long nothing is in hand before the task is released; half as long again with the largest spread.</summary>
    public TimeSpan Idle { get; } = Lease / 4 < LongestIdle ? Lease / 4 : LongestIdle;

    /// <summary>What to ask for now.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="inHand">Whether messages are in hand, or were since the last look.</param>
    /// <param name="now">The time.</param>
    public ProtectionStep Next(ProtectionState state, bool inHand, TimeSpan now)
    {
        if (now < state.NotBefore)
            return ProtectionStep.Leave;
        if (!inHand)
            return MayBeProtected(state, now) && now >= state.InHandAt + Idle * (1 + state.Spread / 2)
                ? ProtectionStep.Release
                : ProtectionStep.Leave;
        if (state.LeasedAt is not { } leasedAt || now >= leasedAt + Lease)
            return ProtectionStep.Protect;
        return now >= leasedAt + Lease * (0.4 + 0.2 * state.Spread) ? ProtectionStep.Renew : ProtectionStep.Leave;
    }

    /// <summary>Whether there is something to release.</summary>
    public static bool MayBeProtected(ProtectionState state, TimeSpan now) => now < state.MayLastUntil;

    /// <summary>What is known after a call that ECS has carried out.</summary>
    /// <param name="state">What was known before.</param>
    /// <param name="step">What was asked for.</param>
    /// <param name="askedAt">When.</param>
    /// <param name="now">The time of the answer.</param>
    /// <param name="chance">From 0 up to 1.</param>
    public ProtectionState AfterSuccess(
        ProtectionState state,
        ProtectionStep step,
        TimeSpan askedAt,
        TimeSpan now,
        double chance
    ) =>
        state with
        {
            // It has begun somewhere between the two.
            LeasedAt = step == ProtectionStep.Release ? null : askedAt,
            MayLastUntil = step == ProtectionStep.Release ? now : now + Lease,
            Failures = 0,
            Spread = chance,
        };

    /// <summary>What is known after a call that has failed, or was not answered.</summary>
    /// <param name="state">What was known before.</param>
    /// <param name="step">What was asked for.</param>
    /// <param name="now">The time.</param>
    /// <param name="chance">From 0 up to 1.</param>
    public ProtectionState AfterFailure(ProtectionState state, ProtectionStep step, TimeSpan now, double chance) =>
        state with
        {
            LeasedAt = step == ProtectionStep.Release ? null : state.LeasedAt,
            MayLastUntil = step == ProtectionStep.Release ? state.MayLastUntil : now + Lease,
            Failures = state.Failures + 1,
            NotBefore = now + Pauses.After(state.Failures + 1, (1 + chance) / 2),
        };
}

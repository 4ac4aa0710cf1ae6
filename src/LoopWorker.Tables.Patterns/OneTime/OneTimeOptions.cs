namespace LoopWorker.Tables.Patterns.OneTime;

/// <summary>How one-time actions are guarded while they are under way.</summary>
public sealed record OneTimeOptions
{
    /// <summary>After how long without a sign of life a process counts as dead. It is renewed for as long as the action lasts.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an action may take; its token is cancelled then. Null for as long as it likes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Whether an action is tried again that has failed, or in which a process has died. If not, it is under way for ever until someone
    /// clears it: for actions that are worse done twice than not at all.
    /// </summary>
    public bool IsRepeated { get; init; } = true;

    /// <summary>
    /// How far clocks may be apart: the action of a process that died is tried again so long after its lease, even if nobody has watched
    /// it standing still. Null never trusts clocks.
    /// </summary>
    public TimeSpan? TrustedClockSkew { get; init; } = TimeSpan.FromMinutes(5);
}

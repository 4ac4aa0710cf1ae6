namespace LoopWorker.Loop.Deciding;

/// <summary>The rules that a deployment may set.</summary>
public sealed record LoopRules
{
    /// <summary>Lamports of Cred for one cent; by default one dollar is one Cred.</summary>
    public ulong CredLamportsPerCent { get; init; } = 10_000_000;

    /// <summary>Places in the ring of pending captures.</summary>
    public int MaximumPendingCaptures { get; init; } = 10;

    /// <summary>How long a capture may wait for an agent.</summary>
    public TimeSpan PendingLifetime { get; init; } = TimeSpan.FromDays(21);
}

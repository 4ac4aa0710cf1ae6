using LoopWorker.Core;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>How locks are waited for.</summary>
public sealed record LockOptions
{
    /// <summary>
    /// Where locks lie, if not in a table of their own: the item's key for a lock's key. Null, the default, for <see cref="DistributedLock.Keys"/>. In a
    /// table with another time to live than <c>expiresAt</c>, released locks stay.
    /// </summary>
    public Func<string, ItemKey>? KeyOf { get; init; }

    /// <summary>The pauses between looks at a lock that another holds.</summary>
    public Backoff Looks { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    /// <summary>
    /// How far clocks may be apart, if they are to be trusted at all: a lock whose time by the clock ended longer ago is taken at once. Null,
    /// the default, trusts none: a lock is taken over when it was seen unchanged for as long as its holder may stand still.
    /// </summary>
    public TimeSpan? TrustedClockSkew { get; init; }

    /// <summary>Locks of others that are remembered between calls, so that short tries add up to a long look and cost a read each.</summary>
    public int Remembered { get; init; } = 10_000;
}

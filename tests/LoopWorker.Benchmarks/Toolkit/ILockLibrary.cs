namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>A library of locks, so that both go through the same script. Each caller is as if it were a process of its own.</summary>
internal interface ILockLibrary
{
    /// <summary>Tries once to take a lock, without waiting for whoever holds it longer than the library must.</summary>
    /// <param name="caller">Who; calls of <see cref="LockScript.Uncounted"/> do not count.</param>
    /// <param name="key">Which lock.</param>
    /// <param name="isKept">Whether its lease is renewed until it is released.</param>
    /// <returns>Whether it was taken.</returns>
    Task<bool> TryAsync(int caller, string key, bool isKept);

    /// <summary>Releases what the caller has taken.</summary>
    Task ReleaseAsync(int caller, string key);

    /// <summary>Callers 0, 1 and so on want the lock at once, and each waits until it has done a piece of work under it.</summary>
    Task ContendAsync(string key, int callers, TimeSpan work);
}

/// <summary>How both libraries are told to lock.</summary>
/// <param name="Name">What tells it from the others.</param>
/// <param name="Lease">How long a lock is held without renewal.</param>
/// <param name="Wait">How long on average to wait before the next look at a lock that another holds.</param>
/// <param name="TrustsClocks">Whether a lock is over when a clock says so, or when nobody has seen it move for its lease.</param>
internal sealed record LockSetting(string Name, TimeSpan Lease, TimeSpan Wait, bool TrustsClocks)
{
    /// <summary>How often a lock is renewed while it is kept: what our library always does.</summary>
    public TimeSpan Heartbeat => Lease / 3;

    /// <summary>Theirs waits for a lease, which is not to be changed.</summary>
    public static LockSetting WithoutClocks { get; } =
        new("no clock is trusted", TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(1.5), TrustsClocks: false);

    public static LockSetting WithClocks { get; } =
        new("clocks are trusted", TimeSpan.FromSeconds(1.5), TimeSpan.FromMilliseconds(100), TrustsClocks: true);
}

namespace LoopWorker.Loop.Captures;

/// <summary>
/// The keys of a user's newest pending captures. Keys are seconds, and no two are the same: the next one is now or, if
/// that is taken, one more than the newest.
/// </summary>
public static class PendingRing
{
    /// <summary>The key of the next capture.</summary>
    /// <param name="pending">The ring's keys, ascending.</param>
    /// <param name="now">Unix seconds.</param>
    public static long NextKey(IReadOnlyList<long> pending, long now) =>
        pending.Count == 0 ? now : Math.Max(now, pending[^1] + 1);

    /// <summary>The ring with a key more, and the keys that no longer have a place in it.</summary>
    public static (IReadOnlyList<long> Pending, IReadOnlyList<long> FallenOut) Add(
        IReadOnlyList<long> pending,
        long key,
        int capacity
    )
    {
        // Every capture passes here: a list of the right size need not grow.
        var keys = new List<long>(pending.Count + 1);
        keys.AddRange(pending);
        var at = keys.BinarySearch(key);
        if (at >= 0)
            return (pending, []);
        keys.Insert(~at, key);
        if (keys.Count <= capacity)
            return (keys, []);
        var fallenOut = keys[..^capacity];
        keys.RemoveRange(0, fallenOut.Count);
        return (keys, fallenOut);
    }
}

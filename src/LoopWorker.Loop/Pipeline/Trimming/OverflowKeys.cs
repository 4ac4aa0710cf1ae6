namespace LoopWorker.Loop.Pipeline.Trimming;

/// <summary>
/// The captures that have fallen out of a user's ring: which are being deleted, and which are known to be gone. The context
/// names them until a commit has found them gone. Safe for many at once.
/// </summary>
public sealed class OverflowKeys
{
    private static readonly IReadOnlySet<long> None = new HashSet<long>();

    private readonly Lock _lock = new();
    private readonly HashSet<long> _taken = [];
    private readonly HashSet<long> _gone = [];

    /// <summary>The keys whose items are known to be gone, as they stand now.</summary>
    public IReadOnlySet<long> Gone
    {
        get
        {
            lock (_lock)
                return _gone.Count == 0 ? None : _gone.ToHashSet();
        }
    }

    /// <summary>The keys that nobody has taken to delete yet. What the context names no more is forgotten.</summary>
    /// <param name="named">All that the context names.</param>
    public IReadOnlyList<long> Take(IReadOnlyList<long> named)
    {
        lock (_lock)
        {
            // As a rule: after every commit of a user whose ring has room.
            if (named.Count == 0 && _taken.Count == 0 && _gone.Count == 0)
                return [];
            _gone.IntersectWith(named);
            _taken.IntersectWith(named);
            return [.. named.Where(_taken.Add)];
        }
    }

    /// <summary>Notes that an item is gone.</summary>
    public void Confirm(long key)
    {
        lock (_lock)
            _gone.Add(key);
    }

    /// <summary>Notes that an item could not be deleted: it may be taken again.</summary>
    public void GiveUp(long key)
    {
        lock (_lock)
            _taken.Remove(key);
    }
}

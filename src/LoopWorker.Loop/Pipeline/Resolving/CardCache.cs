namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>
/// Whose card it is, for a while. Bounded: the longest known go first. That a card is unknown is never remembered, so a
/// new link works at once.
/// </summary>
public sealed class CardCache(int capacity, TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string User, long Since)> _users = [];
    private readonly Queue<(string Fingerprint, long Since)> _oldestFirst = new();

    /// <summary>The card's user, if it was learned lately.</summary>
    public string? Find(string fingerprint)
    {
        lock (_lock)
            return _users.TryGetValue(fingerprint, out var known) && time.GetElapsedTime(known.Since) < lifetime
                ? known.User
                : null;
    }

    public void Learn(string fingerprint, string user)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            _users[fingerprint] = (user, now);
            _oldestFirst.Enqueue((fingerprint, now));
            while (_oldestFirst.Count > capacity)
            {
                var (oldest, since) = _oldestFirst.Dequeue();
                if (_users.TryGetValue(oldest, out var known) && known.Since == since)
                    _users.Remove(oldest);
            }
        }
    }
}

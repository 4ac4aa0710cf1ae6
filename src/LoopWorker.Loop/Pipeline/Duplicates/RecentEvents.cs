using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>
/// The events committed lately, by marker, so that a repeat usually costs no call. A bounded memory: the oldest are
/// forgotten, and what is forgotten the table still knows.
/// </summary>
public sealed class RecentEvents(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ItemKey, RecentEvent> _events = [];
    private readonly Queue<(ItemKey Key, RecentEvent Event)> _oldestFirst = new();

    public RecentEvent? Find(ItemKey marker)
    {
        lock (_lock)
            return _events.GetValueOrDefault(marker);
    }

    public RecentEvent Remember(ItemKey marker, string? payloadHash, bool told)
    {
        var recent = new RecentEvent(payloadHash, told);
        lock (_lock)
        {
            _events[marker] = recent;
            _oldestFirst.Enqueue((marker, recent));
            while (_oldestFirst.Count > capacity)
            {
                var (key, oldest) = _oldestFirst.Dequeue();
                if (_events.TryGetValue(key, out var current) && current == oldest)
                    _events.Remove(key);
            }
        }
        return recent;
    }

    /// <summary>Leaves it to the table again: whoever was to tell the user of it could not.</summary>
    public void Forget(ItemKey marker)
    {
        lock (_lock)
            _events.Remove(marker);
    }
}

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

/// <summary>An event that is committed, and perhaps not yet told to its user.</summary>
/// <param name="payloadHash">Of the event that took effect; null where an agent marked it.</param>
/// <param name="told">Whether nobody is left to be told.</param>
public sealed class RecentEvent(string? payloadHash, bool told)
{
    private readonly Lock _lock = new();
    private List<EventInHand>? _followers;
    private bool _concluded = told;

    public string? PayloadHash => payloadHash;

    /// <summary>
    /// Lets a repeat wait until the user is told of the first. False if that is over: the repeat need not wait.
    /// </summary>
    public bool TryFollow(EventInHand repeat)
    {
        lock (_lock)
        {
            if (_concluded)
                return false;
            (_followers ??= []).Add(repeat);
            return true;
        }
    }

    /// <summary>Says that telling has ended, well or not, and hands over the repeats that waited for it.</summary>
    public IReadOnlyList<EventInHand> Conclude()
    {
        lock (_lock)
        {
            _concluded = true;
            var followers = _followers;
            _followers = null;
            return followers ?? [];
        }
    }
}

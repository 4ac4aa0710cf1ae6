namespace LoopWorker.Queues.InMemory;

/// <summary>
/// When hidden messages become visible, the earliest first. An entry is not removed when its message is settled or moved to
/// another time, but recognised as stale when it comes up; when most are stale, they are swept out.
/// </summary>
internal sealed class DueTimes
{
    private readonly PriorityQueue<(StoredMessage Message, long Entry), TimeSpan> _entries = new();
    private long _lastEntry;
    private int _live;

    public void Set(StoredMessage message, TimeSpan due)
    {
        if (message.DueEntry == 0)
            _live++;
        message.DueEntry = ++_lastEntry;
        _entries.Enqueue((message, _lastEntry), due);
    }

    public void Clear(StoredMessage message)
    {
        if (message.DueEntry == 0)
            return;
        message.DueEntry = 0;
        _live--;
        if (_entries.Count > 1024 && _entries.Count > 2 * _live)
            Sweep();
    }

    /// <summary>When the next message is due; null if none is hidden.</summary>
    public TimeSpan? Next
    {
        get
        {
            while (_entries.TryPeek(out var entry, out var due))
            {
                if (entry.Message.DueEntry == entry.Entry)
                    return due;
                _entries.Dequeue();
            }
            return null;
        }
    }

    /// <summary>Takes out the next message that is due by now; null if none is.</summary>
    public StoredMessage? TakeDue(TimeSpan now)
    {
        if (Next is not { } due || due > now)
            return null;
        var message = _entries.Dequeue().Message;
        Clear(message);
        return message;
    }

    private void Sweep()
    {
        var live = _entries
            .UnorderedItems.Where(item => item.Element.Message.DueEntry == item.Element.Entry)
            .Select(item => (item.Element, item.Priority))
            .ToArray();
        _entries.Clear();
        _entries.EnqueueRange(live);
    }
}

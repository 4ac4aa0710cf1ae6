using System.Text;

namespace LoopWorker.Operations.DeadLetters.Sweeping;

/// <summary>Messages in hand, by id, with the receipt handle of their latest delivery, in the order in which their visibility runs out.</summary>
/// <remarks>There may be a hundred thousand: handles are kept as bytes.</remarks>
internal sealed class HeldMessages(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Handle, long Since)> _held = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long Since)> _byAge = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <summary>Takes messages that were received, or renewed, when asked for at a time; what is held already gets the newer handle.</summary>
    public void Hold(IEnumerable<(string Id, string Handle)> messages, long since)
    {
        lock (_lock)
            foreach (var (id, handle) in messages)
            {
                _held[id] = (Encoding.ASCII.GetBytes(handle), since);
                _byAge.Enqueue((id, since));
            }
    }

    /// <summary>Notes that messages were renewed, when asked for at a time; but for those that were let go or received anew meanwhile.</summary>
    public void Renew(IEnumerable<(string Id, string Handle)> messages, long since)
    {
        lock (_lock)
            Hold(
                messages.Where(message => _held.TryGetValue(message.Id, out var held) && Text(held) == message.Handle),
                since
            );
    }

    /// <summary>Lets messages go, and gives their handles; none for those that are not held.</summary>
    public IReadOnlyList<(string Id, string Handle)> Release(IEnumerable<string> ids)
    {
        var released = new List<(string, string)>();
        lock (_lock)
            foreach (var id in ids)
                if (_held.Remove(id, out var held))
                    released.Add((id, Text(held)));
        return released;
    }

    /// <summary>Lets up to so many go, whichever.</summary>
    public IReadOnlyList<(string Id, string Handle)> ReleaseAny(int count)
    {
        lock (_lock)
            return Release([.. _held.Keys.Take(count)]);
    }

    /// <summary>Up to so many of those that have been held for longer than an age, the oldest first.</summary>
    public IReadOnlyList<(string Id, string Handle)> OlderThan(TimeSpan age, int count)
    {
        var old = new List<(string, string)>();
        lock (_lock)
            while (
                old.Count < count
                && _byAge.TryPeek(out var oldest)
                && (!IsHeldSince(oldest) || time.GetElapsedTime(oldest.Since) > age)
            )
            {
                _byAge.Dequeue();
                if (IsHeldSince(oldest))
                    old.Add((oldest.Id, Text(_held[oldest.Id])));
            }
        return old;
    }

    private static string Text((byte[] Handle, long Since) held) => Encoding.ASCII.GetString(held.Handle);

    private bool IsHeldSince((string Id, long Since) entry) =>
        _held.TryGetValue(entry.Id, out var held) && held.Since == entry.Since;
}

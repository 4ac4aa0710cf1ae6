using System.Diagnostics.CodeAnalysis;

namespace LoopWorker.Core.Caching;

/// <summary>
/// A bounded memory: when it is full, what was set longest ago goes first. Safe for many threads. It holds only what can be
/// found out again elsewhere.
/// </summary>
/// <param name="capacity">Entries at most.</param>
/// <param name="lifetime">How long an entry is believed; null for as long as there is room.</param>
/// <param name="time">Measures lifetimes; needed with one.</param>
public sealed class BoundedCache<TKey, TValue>(int capacity, TimeSpan? lifetime = null, TimeProvider? time = null)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Queue<(TKey Key, long Number)> _oldestFirst = new();
    private long _sets;

    /// <summary>Finds what was last set under a key, unless it is too old or has been forgotten.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
            if (_entries.TryGetValue(key, out var entry) && IsFresh(entry))
            {
                value = entry.Value;
                return true;
            }
        value = default;
        return false;
    }

    public void Set(TKey key, TValue value)
    {
        var now = time?.GetTimestamp() ?? 0;
        lock (_lock)
        {
            _entries[key] = new Entry(value, now, ++_sets);
            _oldestFirst.Enqueue((key, _sets));
            while (_oldestFirst.Count > capacity)
                Evict(_oldestFirst.Dequeue());
        }
    }

    public void Remove(TKey key)
    {
        lock (_lock)
            _entries.Remove(key);
    }

    private bool IsFresh(Entry entry) => lifetime is null || time!.GetElapsedTime(entry.SetAt) < lifetime;

    // What was set again since has a newer place in the queue.
    private void Evict((TKey Key, long Number) oldest)
    {
        if (_entries.TryGetValue(oldest.Key, out var current) && current.Number == oldest.Number)
            _entries.Remove(oldest.Key);
    }

    private readonly record struct Entry(TValue Value, long SetAt, long Number);
}

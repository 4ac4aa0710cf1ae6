using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>Which items fall due for deletion, and when: at their time to live and a lag.</summary>
/// <remarks>
/// Source: Amazon DynamoDB Developer Guide, "Using time to live (TTL)": the attribute is a number of Unix seconds, and
/// one that lies more than five years in the past is left alone.
/// </remarks>
internal sealed class Expiries(string? attribute, TimeSpan lag)
{
    private const long FiveYears = 5 * 365 * 24 * 3600L;

    private readonly PriorityQueue<ItemKey, long> _expiring = new();
    private readonly long _lag = (long)lag.TotalSeconds;

    public bool Any => _expiring.Count > 0;

    /// <summary>Notes an item that was stored.</summary>
    public void Watch(Item? before, Item after, long now)
    {
        if (ExpiryOf(after) is not { } expiry || expiry < now - FiveYears)
            return;
        // One entry is enough while the time stays the same.
        if (before is null || ExpiryOf(before) != expiry)
            _expiring.Enqueue(after.Key, expiry);
    }

    /// <summary>The next key whose time may have come: look at the item with <see cref="IsDue"/>, for it may have changed.</summary>
    public bool TryTake(long now, out ItemKey key)
    {
        if (_expiring.TryPeek(out key, out var expiry) && expiry <= now - _lag)
        {
            _expiring.Dequeue();
            return true;
        }
        return false;
    }

    public bool IsDue(Item item, long now) => ExpiryOf(item) is { } expiry && expiry <= now - _lag;

    private long? ExpiryOf(Item item) => attribute is null ? null : item[attribute]?.AsInt64;
}

using LoopWorker.Core.Caching;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>
/// The events committed lately, by marker, so that a repeat usually costs no call. A bounded memory: the oldest are
/// forgotten, and what is forgotten the table still knows.
/// </summary>
public sealed class RecentEvents(int capacity)
{
    private readonly BoundedCache<ItemKey, RecentEvent> _events = new(capacity);

    public RecentEvent? Find(ItemKey marker) => _events.TryGet(marker, out var recent) ? recent : null;

    public RecentEvent Remember(ItemKey marker, string? payloadHash, bool told)
    {
        var recent = new RecentEvent(payloadHash, told);
        _events.Set(marker, recent);
        return recent;
    }

    /// <summary>Leaves it to the table again: whoever was to tell the user of it could not.</summary>
    public void Forget(ItemKey marker) => _events.Remove(marker);
}

using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>A committed event whose user is to be told of it, before its message is completed.</summary>
/// <param name="First">The event and its delivery.</param>
/// <param name="Recent">Where repeats wait for it.</param>
/// <param name="MarkerItem">Its marker as stored.</param>
/// <param name="Marker">The same, read.</param>
/// <param name="Outcome">How its message is to be completed, one of <see cref="Outcomes"/>.</param>
public sealed record Told(EventInHand First, RecentEvent Recent, Item MarkerItem, Marker Marker, string Outcome)
{
    private int _unsent = Marker.Owed.Count;
    private int _failed;

    public IEnumerable<Notification> Notifications() =>
        Marker.Owed.Select(kind => NotificationRules.Build(kind, First.Event, Marker.UserPubkey, Marker.Amount));

    /// <summary>Counts a notification as sent; true if it was the last.</summary>
    public bool IsLastSent() => Interlocked.Decrement(ref _unsent) == 0;

    /// <summary>Counts it as failed; true the first time. A failed one never becomes the last sent.</summary>
    public bool TryFail() => Interlocked.Exchange(ref _failed, 1) == 0;
}

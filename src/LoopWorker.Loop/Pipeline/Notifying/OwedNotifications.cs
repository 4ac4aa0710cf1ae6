using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// A committed event of which the user is to be notified before its message is completed. Safe for many threads: its
/// notifications may go in different batches.
/// </summary>
/// <param name="received">The event and its delivery.</param>
/// <param name="recent">Where duplicates wait for it.</param>
/// <param name="markerItem">Its marker as stored.</param>
/// <param name="marker">The same, read.</param>
/// <param name="outcome">How its message is to be completed, one of <see cref="Outcomes"/>.</param>
public sealed class OwedNotifications(
    ReceivedEvent received,
    RecentEvent recent,
    Item markerItem,
    Marker marker,
    string outcome
)
{
    private int _unsent = marker.Owed.Count;
    private int _failed;

    public ReceivedEvent Event => received;

    public Delivery Delivery => received.Delivery;

    public RecentEvent Recent => recent;

    public Item MarkerItem => markerItem;

    public string UserPubkey => marker.UserPubkey;

    public string Outcome => outcome;

    public IEnumerable<Notification> Notifications() =>
        marker.Owed.Select(kind => NotificationRules.Build(kind, received.Event, marker.UserPubkey, marker.Amount));

    /// <summary>Counts a notification as sent; true if it was the last.</summary>
    public bool IsLastSent() => Interlocked.Decrement(ref _unsent) == 0;

    /// <summary>Counts it as failed; true the first time. A failed one never becomes the last sent.</summary>
    public bool TryFail() => Interlocked.Exchange(ref _failed, 1) == 0;
}

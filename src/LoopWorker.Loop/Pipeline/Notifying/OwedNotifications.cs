using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// A committed event of which the user is to be notified, or which is to be counted, before its message is completed. Not for several threads.
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
    private readonly HashSet<string> _sent = [];

    public ReceivedEvent Event => received;

    public Delivery Delivery => received.Delivery;

    /// <summary>Its delivery and those of the duplicates that wait for it: for as long as one of them may be kept, it is worth trying.</summary>
    public IEnumerable<Delivery> Deliveries =>
        recent.Followers.Select(follower => follower.Delivery).Prepend(received.Delivery);

    public RecentEvent Recent => recent;

    public string UserPubkey => marker.UserPubkey;

    public string Outcome => outcome;

    /// <summary>The event's marker as it was stored.</summary>
    public Item MarkerItem => markerItem;

    /// <summary>Whether it is a capture that is still to be counted for its merchant.</summary>
    public bool IsUncounted => marker.IsUncounted;

    /// <summary>Whether there is anything to send.</summary>
    public bool IsToBeSent => marker.Owed.Count > 0;

    /// <summary>Why not all of them were sent; null if none has failed.</summary>
    public NotificationFailure? Failure { get; private set; }

    /// <summary>Whether at least one of them is sent.</summary>
    public bool IsAnySent => _sent.Count > 0;

    /// <summary>The marker as it is to be stored, with what is still owed after what was sent.</summary>
    public Item MarkerAfter => Markers.StillOwing(markerItem, [.. marker.Owed.Where(kind => !_sent.Contains(kind))]);

    /// <summary>The same, with what the marker says by now.</summary>
    public OwedNotifications AsStored(Item stored) => new(received, recent, stored, Markers.Read(stored), outcome);

    /// <summary>The same, when the capture is counted.</summary>
    public OwedNotifications Counted() => IsUncounted ? AsStored(Markers.Counted(markerItem)) : this;

    public IEnumerable<Notification> Notifications() =>
        marker.Owed.Select(kind => NotificationRules.Build(kind, received.Event, marker.UserPubkey, marker.Amount));

    /// <summary>One of them is sent.</summary>
    public void Sent(string kind) => _sent.Add(kind);

    /// <summary>One of them, or all, could not be sent.</summary>
    public void Fail(NotificationFailure failure)
    {
        // Of several, what can never be sent says more.
        if (Failure is not { IsFinal: true })
            Failure = failure;
    }
}

/// <summary>Why a notification was not sent, or why that could not be noted.</summary>
/// <param name="Code">One of <see cref="Failures.RetryReasons"/>, or of <see cref="FailureCodes"/> if it is final.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="IsFinal">Whether trying again cannot help.</param>
/// <param name="ConcernsAll">Whether it is the queue that does not answer, and not something about this notification.</param>
public sealed record NotificationFailure(string Code, string Reason, bool IsFinal = false, bool ConcernsAll = false);

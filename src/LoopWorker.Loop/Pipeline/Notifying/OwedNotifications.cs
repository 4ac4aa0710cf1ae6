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
    private readonly Lock _lock = new();
    private readonly HashSet<string> _sent = [];
    private int _open = marker.Owed.Count;
    private NotificationFailure? _failure;

    public ReceivedEvent Event => received;

    public Delivery Delivery => received.Delivery;

    public RecentEvent Recent => recent;

    public string UserPubkey => marker.UserPubkey;

    public string Outcome => outcome;

    /// <summary>The event's marker as it was stored.</summary>
    public Item MarkerItem => markerItem;

    /// <summary>Why one of them was not sent; null if none has failed.</summary>
    public NotificationFailure? Failure
    {
        get
        {
            lock (_lock)
                return _failure;
        }
    }

    /// <summary>Whether at least one of them is sent.</summary>
    public bool IsAnySent
    {
        get
        {
            lock (_lock)
                return _sent.Count > 0;
        }
    }

    /// <summary>The marker as it is to be stored, with what is still owed after what was sent.</summary>
    public Item MarkerAfter
    {
        get
        {
            lock (_lock)
                return Markers.StillOwing(markerItem, [.. marker.Owed.Where(kind => !_sent.Contains(kind))]);
        }
    }

    /// <summary>The same, with what the marker says by now.</summary>
    public OwedNotifications AsStored(Item stored) => new(received, recent, stored, Markers.Read(stored), outcome);

    public IEnumerable<Notification> Notifications() =>
        marker.Owed.Select(kind => NotificationRules.Build(kind, received.Event, marker.UserPubkey, marker.Amount));

    /// <summary>Notes what became of a notification; true if it was the last of whose end was not known.</summary>
    /// <param name="kind">Of the notification.</param>
    /// <param name="failure">Why it was not sent; null if it was.</param>
    public bool End(string kind, NotificationFailure? failure)
    {
        lock (_lock)
        {
            if (failure is null)
                _sent.Add(kind);
            // Of several, what can never be sent says more.
            else if (_failure is not { IsFinal: true })
                _failure = failure;
            return --_open == 0;
        }
    }

    /// <summary>Notes that none of them will be sent.</summary>
    public void EndAll(NotificationFailure failure)
    {
        lock (_lock)
            (_failure, _open) = (failure, 0);
    }
}

/// <summary>Why a notification was not sent, or why that could not be noted.</summary>
/// <param name="Code">One of <see cref="Failures.RetryReasons"/>, or of <see cref="Failures.FailureCodes"/> if it is final.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="IsFinal">Whether trying again cannot help.</param>
public sealed record NotificationFailure(string Code, string Reason, bool IsFinal = false);

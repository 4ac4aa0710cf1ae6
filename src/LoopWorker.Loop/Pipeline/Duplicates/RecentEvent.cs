namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>An event that was committed lately, and of which the user may still have to be notified.</summary>
/// <param name="payloadHash">Of the event that took effect; null where an agent marked it.</param>
/// <param name="state">How far its notifications are.</param>
public sealed class RecentEvent(string? payloadHash, NotificationState state)
{
    private readonly Lock _lock = new();
    private List<ReceivedEvent>? _followers;
    private NotificationState _state = state;

    public string? PayloadHash => payloadHash;

    /// <summary>How far its notifications are.</summary>
    public NotificationState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <summary>The duplicates that wait for the end of notifying.</summary>
    public IReadOnlyList<ReceivedEvent> Followers
    {
        get
        {
            lock (_lock)
                return _followers is null ? [] : [.. _followers];
        }
    }

    /// <summary>Lets a duplicate wait for the end of notifying; false if there is nothing that it should wait for.</summary>
    public bool TryFollow(ReceivedEvent duplicate)
    {
        lock (_lock)
        {
            // What is only awaited may be given back, and its followers with it: on the last receive into the dead letters.
            var follows =
                _state == NotificationState.UnderWay
                || (_state == NotificationState.Awaited && !duplicate.Delivery.IsLastReceive);
            if (follows)
                (_followers ??= []).Add(duplicate);
            return follows;
        }
    }

    /// <summary>What another worker was to send is sent from here.</summary>
    public void TakeOver()
    {
        lock (_lock)
            _state = NotificationState.UnderWay;
    }

    /// <summary>Says how the notifications have ended, and hands over the duplicates that waited for it.</summary>
    public IReadOnlyList<ReceivedEvent> Conclude(NotificationState how)
    {
        lock (_lock)
        {
            _state = how;
            var followers = _followers;
            _followers = null;
            return followers ?? [];
        }
    }
}

/// <summary>How far the notifications of an event are.</summary>
public enum NotificationState
{
    /// <summary>They are being sent. Duplicates wait until it is settled how that ends.</summary>
    UnderWay,

    /// <summary>Another worker is to send them, for now. Duplicates wait, except on their last receive.</summary>
    Awaited,

    /// <summary>All are sent and the marker says so, or there was nothing to send.</summary>
    Done,

    /// <summary>The marker still says what is owed: whoever has the event in hand has to see to it.</summary>
    Failed,
}

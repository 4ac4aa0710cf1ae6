namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>An event that was committed lately, and of which the user may still have to be notified.</summary>
/// <param name="payloadHash">Of the event that took effect; null where an agent marked it.</param>
/// <param name="notified">Whether nothing is owed.</param>
public sealed class RecentEvent(string? payloadHash, bool notified)
{
    private readonly Lock _lock = new();
    private List<ReceivedEvent>? _followers;
    private NotificationState _state = notified ? NotificationState.Done : NotificationState.UnderWay;

    public string? PayloadHash => payloadHash;

    /// <summary>Lets a duplicate wait while notifications of the first are under way, and says whether they are.</summary>
    public NotificationState Follow(ReceivedEvent duplicate)
    {
        lock (_lock)
        {
            if (_state == NotificationState.UnderWay)
                (_followers ??= []).Add(duplicate);
            return _state;
        }
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
    /// <summary>Duplicates wait until it is settled how they end.</summary>
    UnderWay,

    /// <summary>All are sent and the marker says so, or there was nothing to send.</summary>
    Done,

    /// <summary>The marker still says what is owed: whoever has the event in hand has to see to it.</summary>
    Failed,
}

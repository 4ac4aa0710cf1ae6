namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>An event that is committed, and perhaps not yet told to its user.</summary>
/// <param name="payloadHash">Of the event that took effect; null where an agent marked it.</param>
/// <param name="told">Whether nobody is left to be told.</param>
public sealed class RecentEvent(string? payloadHash, bool told)
{
    private readonly Lock _lock = new();
    private List<EventInHand>? _followers;
    private Telling _telling = told ? Telling.Done : Telling.UnderWay;

    public string? PayloadHash => payloadHash;

    /// <summary>Lets a repeat wait while its user is being told of the first, and says whether it does.</summary>
    public Telling Follow(EventInHand repeat)
    {
        lock (_lock)
        {
            if (_telling == Telling.UnderWay)
                (_followers ??= []).Add(repeat);
            return _telling;
        }
    }

    /// <summary>Says how telling has ended, and hands over the repeats that waited for it.</summary>
    public IReadOnlyList<EventInHand> Conclude(Telling how)
    {
        lock (_lock)
        {
            _telling = how;
            var followers = _followers;
            _followers = null;
            return followers ?? [];
        }
    }
}

/// <summary>Whether a user has been told of an event.</summary>
public enum Telling
{
    /// <summary>Repeats wait until it has ended.</summary>
    UnderWay,

    /// <summary>All is sent and marked as sent, or there was nothing to send.</summary>
    Done,

    /// <summary>The table still says what is owed: whoever has the event in hand has to see to it.</summary>
    Failed,
}

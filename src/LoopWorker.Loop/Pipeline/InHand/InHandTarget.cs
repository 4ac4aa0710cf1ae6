namespace LoopWorker.Loop.Pipeline.InHand;

/// <summary>
/// How many messages to hold so that each is in hand for about a target time: by Little's law, as many as are settled in that
/// time. What a worker holds beyond it only waits, out of reach of other replicas. Pure but for what it remembers; not for several
/// threads.
/// </summary>
/// <remarks>
/// It looks once in a quarter of the target time, or as soon as it has settled as many as it has room for, and changes the room only where
/// that was used: a worker that found too few messages has not shown how many it can settle. At one look the room doubles at most, or loses
/// a quarter. Where the work alone takes longer than the target, the least room keeps the worker going. Source: J. D. C. Little, "A Proof for
/// the Queuing Formula: L = λW", 1961.
/// </remarks>
/// <param name="target">How long a message is to be in hand while others wait in the queue.</param>
/// <param name="least">The room at first, and never less.</param>
/// <param name="most">Never more room.</param>
public sealed class InHandTarget(TimeSpan target, int least, int most)
{
    private const double MostGrowth = 2;
    private const double LeastLeft = 0.75;
    private const double Used = 0.75;

    private readonly TimeSpan _betweenLooks = target / 4;
    private TimeSpan? _lookedAt;
    private double _room = least;
    private int _settled;
    private int _mostInUse;

    /// <summary>How many messages may be in hand.</summary>
    public int Room => (int)_room;

    /// <summary>A message has taken effect, or was found to have done so before.</summary>
    /// <param name="inUse">Messages in hand, with this one.</param>
    /// <param name="room">How many may be in hand; less than <see cref="Room"/> while something else limits them further.</param>
    /// <param name="now">On any clock of its own.</param>
    public void OnSettled(int inUse, int room, TimeSpan now)
    {
        _lookedAt ??= now;
        _settled++;
        _mostInUse = Math.Max(_mostInUse, inUse);
        var elapsed = now - _lookedAt.Value;
        if (elapsed < _betweenLooks && _settled < Room)
            return;
        if (_mostInUse >= Used * Math.Min(room, Room))
            Adjust(_settled * (target / elapsed));
        (_lookedAt, _settled, _mostInUse) = (now, 0, 0);
    }

    private void Adjust(double settledInTarget)
    {
        var next = Math.Clamp(settledInTarget, _room * LeastLeft, _room * MostGrowth);
        _room = Math.Clamp(next, least, most);
    }
}

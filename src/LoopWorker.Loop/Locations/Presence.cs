using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Locations;

/// <summary>
/// Where a user is or was: a pure function of the set of crossings of the user's newest hour, in whatever order they came.
/// </summary>
/// <remarks>
/// The hour is the one before the newest crossing known, not before now: so the set, and all that follows from it, is the same
/// whenever the crossings arrive and however often they are replayed.
/// </remarks>
public static class Presence
{
    /// <summary>How long an entry counts, from when it happened, and how far crossings are remembered.</summary>
    public const long LifetimeSeconds = 3600;

    /// <summary>How many crossings of a user are remembered.</summary>
    public const int MaximumCrossings = 16;

    private const long LifetimeMicroseconds = LifetimeSeconds * 1_000_000;

    /// <summary>The crossings known with one more: the newest of the newest hour.</summary>
    /// <param name="known">In order, as made by this method.</param>
    /// <param name="crossing">The further one; it may come late, and be known already.</param>
    public static IReadOnlyList<KnownCrossing> With(IReadOnlyList<KnownCrossing> known, KnownCrossing crossing)
    {
        var all = new SortedSet<KnownCrossing>(known, KnownCrossing.Order) { crossing };
        var newest = all.Max.At;
        return [.. all.Where(entry => newest - entry.At < LifetimeMicroseconds).TakeLast(MaximumCrossings)];
    }

    /// <summary>Where the user is, by all that is known; null for nowhere. It counts as long as it is <see cref="Live"/>.</summary>
    public static CurrentLocation? Latest(IReadOnlyList<KnownCrossing> known) => LocationOf(Fold(known, long.MaxValue));

    /// <summary>Where the user was at a time, by what is known now; null for nowhere.</summary>
    public static CurrentLocation? At(IReadOnlyList<KnownCrossing> known, DateTimeOffset time)
    {
        var at = KnownCrossing.MicrosecondsOf(time);
        return Fold(known, at) is { } entry && at - entry.At < LifetimeMicroseconds ? LocationOf(entry) : null;
    }

    /// <summary>The location, unless its time is over.</summary>
    /// <param name="location">A location.</param>
    /// <param name="now">Unix seconds.</param>
    public static CurrentLocation? Live(CurrentLocation? location, long now) =>
        location is not null && location.EnteredAt + LifetimeSeconds > now ? location : null;

    // The crossing by which the user is where the user is, of those up to a time.
    private static KnownCrossing? Fold(IReadOnlyList<KnownCrossing> known, long until)
    {
        KnownCrossing? here = null;
        foreach (var crossing in known)
            if (crossing.At > until)
                break;
            else if (!crossing.IsExit)
                here = crossing;
            else if (crossing.MerchantId == here?.MerchantId)
                here = null;
        return here;
    }

    private static CurrentLocation? LocationOf(KnownCrossing? entry) =>
        entry is { } at ? new CurrentLocation(at.MerchantId, SecondsOf(at.At)) : null;

    private static long SecondsOf(long microseconds) => (long)Math.Floor(microseconds / 1_000_000m);
}

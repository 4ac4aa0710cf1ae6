using LoopWorker.Loop.Events;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Locations;

/// <summary>What crossings make of a user's current location. Times in Unix seconds.</summary>
public static class Presence
{
    /// <summary>How long an entry counts, from when it happened.</summary>
    public const long LifetimeSeconds = 3600;

    /// <summary>The location, unless its time is over.</summary>
    public static CurrentLocation? Live(CurrentLocation? location, long now) =>
        location is not null && location.EnteredAt + LifetimeSeconds > now ? location : null;

    /// <summary>The location after the crossing.</summary>
    /// <param name="current">The live location before it.</param>
    /// <param name="crossing">The crossing; it may come late and out of order.</param>
    /// <param name="now">Now.</param>
    public static CurrentLocation? After(CurrentLocation? current, GeofenceCrossing crossing, long now)
    {
        var at = crossing.OccurredAt.ToUnixTimeSeconds();
        return crossing.Transition switch
        {
            Transition.Exit => current?.MerchantId == crossing.MerchantId && at >= current.EnteredAt ? null : current,
            _ when current is not null && current.EnteredAt > at => current,
            _ => Live(new CurrentLocation(crossing.MerchantId, at), now) ?? current,
        };
    }
}

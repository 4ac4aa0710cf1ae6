using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Locations;

/// <summary>How long a user's current location counts. Times in Unix seconds.</summary>
public static class Presence
{
    /// <summary>How long an entry counts, from when it happened.</summary>
    public const long LifetimeSeconds = 3600;

    /// <summary>The location, unless its time is over.</summary>
    public static CurrentLocation? Live(CurrentLocation? location, long now) =>
        location is not null && location.EnteredAt + LifetimeSeconds > now ? location : null;
}

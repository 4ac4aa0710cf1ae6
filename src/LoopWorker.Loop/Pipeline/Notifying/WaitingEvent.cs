using LoopWorker.Loop.Notifications;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>An event in the line of those that owe notifications.</summary>
/// <param name="Owed">What it owes.</param>
/// <param name="Notifications">The same, as it is sent.</param>
/// <param name="Since">When it came.</param>
/// <param name="Tries">Rounds that it has been in.</param>
internal readonly record struct WaitingEvent(
    OwedNotifications Owed,
    IReadOnlyList<Notification> Notifications,
    TimeSpan Since,
    int Tries = 0
)
{
    /// <summary>Its notifications one by one.</summary>
    public IEnumerable<OwedNotification> Each()
    {
        foreach (var notification in Notifications)
            yield return new OwedNotification(Owed, notification);
    }

    /// <summary>The event with what it still owes after a round.</summary>
    public WaitingEvent Again()
    {
        var owed = Owed.AsStored(Owed.IsAnySent ? Owed.MarkerAfter : Owed.MarkerItem);
        return this with { Owed = owed, Notifications = [.. owed.Notifications()], Tries = Tries + 1 };
    }
}

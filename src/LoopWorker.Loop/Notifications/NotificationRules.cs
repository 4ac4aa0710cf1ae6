using LoopWorker.Loop.Events;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;

namespace LoopWorker.Loop.Notifications;

/// <summary>Who is told what.</summary>
public static class NotificationRules
{
    /// <summary>The kinds of notification an event gives rise to.</summary>
    /// <param name="loopEvent">The event.</param>
    /// <param name="amount">Its amount in lamports.</param>
    /// <param name="preferences">The user's.</param>
    public static IReadOnlyList<string> KindsFor(LoopEvent loopEvent, ulong amount, UserPreferences preferences) =>
        amount < preferences.Notifications.MinNotifyAmount
            ? []
            : loopEvent.Type.NotificationKindsOf(loopEvent, preferences);

    /// <summary>The notification of a kind; the same whenever it is asked for.</summary>
    public static Notification Build(string kind, LoopEvent loopEvent, string user, ulong amount) =>
        new(
            Notification.IdOf(kind, loopEvent.Id),
            user,
            kind,
            amount,
            loopEvent.Type.NotificationSummaryOf(loopEvent, kind, amount),
            loopEvent.Type.MerchantOf(loopEvent),
            loopEvent.OccurredAt
        );
}

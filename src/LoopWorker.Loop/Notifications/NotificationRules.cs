using LoopWorker.Loop.Events;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Notifications;

/// <summary>Who is told what.</summary>
public static class NotificationRules
{
    /// <summary>The kinds of notification an event gives rise to.</summary>
    /// <param name="occurrence">The event.</param>
    /// <param name="amount">Its amount in lamports.</param>
    /// <param name="preferences">The user's.</param>
    public static IReadOnlyList<string> KindsFor(LoopEvent occurrence, ulong amount, UserPreferences preferences) =>
        amount < preferences.Notifications.MinNotifyAmount
            ? []
            : occurrence.Type.NotificationKindsOf(occurrence, preferences);

    /// <summary>The notification of a kind; the same whenever it is asked for.</summary>
    public static Notification Build(string kind, LoopEvent occurrence, string user, ulong amount) =>
        new(
            Notification.IdOf(kind, occurrence.Id),
            user,
            kind,
            amount,
            occurrence.Type.NotificationSummaryOf(occurrence, kind, amount),
            occurrence.Type.MerchantOf(occurrence),
            occurrence.OccurredAt
        );
}

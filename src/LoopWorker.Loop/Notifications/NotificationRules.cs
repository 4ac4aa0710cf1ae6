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
    public static IReadOnlyList<string> KindsFor(LoopEvent occurrence, ulong amount, UserPreferences preferences)
    {
        var wanted = preferences.Notifications;
        if (amount < wanted.MinNotifyAmount)
            return [];
        return occurrence switch
        {
            PosTransaction => (wanted.OnCapture, preferences.AutoStake && wanted.OnStake) switch
            {
                (true, true) => [NotificationKinds.Capture, NotificationKinds.Stake],
                (true, false) => [NotificationKinds.Capture],
                (false, true) => [NotificationKinds.Stake],
                (false, false) => [],
            },
            VaultYield when wanted.OnYield => [NotificationKinds.Yield],
            VaultUnlock when wanted.OnUnlock => [NotificationKinds.Unlock],
            _ => [],
        };
    }

    /// <summary>The notification of a kind; the same whenever it is asked for.</summary>
    public static Notification Build(string kind, LoopEvent occurrence, string user, ulong amount) =>
        new(
            Notification.IdOf(kind, occurrence.Id),
            user,
            kind,
            amount,
            kind == NotificationKinds.Stake ? Summaries.Staked(amount) : Summaries.Of(occurrence, amount),
            (occurrence as PosTransaction)?.MerchantId,
            occurrence.OccurredAt
        );
}

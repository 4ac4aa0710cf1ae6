using LoopWorker.Loop.Events;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Tables.Patterns.Attempts;

namespace LoopWorker.Loop.Notifications;

/// <summary>Who is told what. Pure.</summary>
public static class NotificationRules
{
    /// <summary>The kinds of notification an event gives rise to by the user's preferences.</summary>
    /// <param name="loopEvent">The event.</param>
    /// <param name="amount">Its amount in lamports.</param>
    /// <param name="preferences">The user's.</param>
    public static IReadOnlyList<string> KindsFor(LoopEvent loopEvent, ulong amount, UserPreferences preferences) =>
        amount < preferences.Notifications.MinNotifyAmount
            ? []
            : loopEvent.Type.NotificationKindsOf(loopEvent, preferences);

    /// <summary>What the user is told of an event, and what is withheld.</summary>
    /// <param name="loopEvent">The event.</param>
    /// <param name="amount">Its amount in lamports.</param>
    /// <param name="before">The user's context without the event.</param>
    /// <param name="memory">What the worker remembers of the user.</param>
    /// <param name="options">The deployment's.</param>
    /// <param name="now">Now.</param>
    public static (WorkerMemory Memory, TellingOfEvent Telling) Tell(
        LoopEvent loopEvent,
        ulong amount,
        UserContext before,
        WorkerMemory memory,
        NotificationOptions options,
        DateTimeOffset now
    )
    {
        var kinds = KindsFor(loopEvent, amount, before.Preferences);
        if (options.FirstCapture && loopEvent.Type.OneTimeNoticeOf(loopEvent) is { } notice)
            (memory, kinds) = WithNotice(notice, kinds, loopEvent, before, memory);
        return options.Cap is { } cap
            ? Within(cap, kinds, memory, now)
            // Every event passes here, and most find nothing to forget.
            : (memory.Notified is null ? memory : memory with { Notified = null }, new TellingOfEvent(kinds, []));
    }

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

    // A notice is of the first event of its kind: with what is told of it, or not at all.
    private static (WorkerMemory, IReadOnlyList<string>) WithNotice(
        string notice,
        IReadOnlyList<string> kinds,
        LoopEvent loopEvent,
        UserContext before,
        WorkerMemory memory
    )
    {
        if (memory.Notices?.Contains(notice) == true)
            return (memory, kinds);
        var entry = loopEvent.Type.EntryNameOf(loopEvent);
        var isFirst = !before.RecentEvents.Any(earlier => earlier.EventType == entry);
        return (
            memory with
            {
                Notices = [.. memory.Notices ?? [], notice],
            },
            isFirst && kinds.Count > 0 ? [.. kinds, notice] : kinds
        );
    }

    private static (WorkerMemory, TellingOfEvent) Within(
        AttemptLimit cap,
        IReadOnlyList<string> kinds,
        WorkerMemory memory,
        DateTimeOffset now
    )
    {
        var owed = new List<string>(kinds.Count);
        var withheld = new List<string>();
        var made = memory.Notified?.AsAttempts();
        foreach (var kind in kinds)
            if (AttemptsMade.Next(made, cap, now) is { } next)
            {
                owed.Add(kind);
                made = next;
            }
            else
            {
                withheld.Add(kind);
            }
        return (
            memory with
            {
                Notified = made is { } attempts ? NotifiedLately.Of(attempts) : null,
            },
            new TellingOfEvent(owed, withheld)
        );
    }
}

/// <summary>What a user is told of an event.</summary>
/// <param name="Owed">Kinds of notification that are sent.</param>
/// <param name="Withheld">Kinds that are not, because there were enough of late.</param>
public readonly record struct TellingOfEvent(IReadOnlyList<string> Owed, IReadOnlyList<string> Withheld);

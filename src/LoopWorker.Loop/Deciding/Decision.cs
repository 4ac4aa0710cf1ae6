using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Deciding;

/// <summary>
/// What events make of a user's state. Pure: context and events in, new context and items out; time is an argument.
/// </summary>
public static class Decision
{
    /// <summary>Applies events of one user, in order.</summary>
    /// <param name="before">The user's context.</param>
    /// <param name="events">Distinct events whose amounts were found fit when they were taken in.</param>
    /// <param name="confirmedDeletions">Overflow keys whose items are known to be gone; they are forgotten.</param>
    /// <param name="rules">The deployment's.</param>
    /// <param name="now">Now.</param>
    public static UserChange Apply(
        ContextSnapshot before,
        IReadOnlyList<HashedEvent> events,
        IReadOnlySet<long> confirmedDeletions,
        LoopRules rules,
        DateTimeOffset now
    )
    {
        var seconds = now.ToUnixTimeSeconds();
        var user = before.Context.Pubkey;
        var context = before.Context;
        var memory = before.Memory with
        {
            Overflow = [.. before.Memory.Overflow.Where(key => !confirmedDeletions.Contains(key))],
            Applied = before.Memory.Applied + (ulong)events.Count,
        };
        var effects = new List<EventEffect>(events.Count);
        foreach (var (loopEvent, hash) in events)
        {
            var type = loopEvent.Type;
            var (amount, _) = type.AmountOf(loopEvent, rules);
            Put? capture = null;
            if (type.LeavesCapture)
                (memory, capture) = Capture(memory, context, loopEvent, rules, seconds);
            if (type.ChangesLocation)
                memory = memory.WithCrossing(type.CrossingOf(loopEvent));
            var lamports = amount ?? 0;
            (memory, var telling) = NotificationRules.Tell(
                loopEvent,
                lamports,
                context,
                memory,
                rules.Notifications,
                now
            );
            context = context.WithEvent(Entry(loopEvent, amount));
            var marker = new Marker(user, lamports, hash, telling.Owed)
            {
                Withheld = telling.Withheld,
                IsUncounted = rules.CountPerMerchant && CaptureCounts.IsCounted(loopEvent),
            };
            effects.Add(new EventEffect(loopEvent, Markers.Put(loopEvent, marker, seconds), capture, marker));
        }
        var (after, put) = ContextItems.Write(before, context, memory, seconds);
        return new UserChange(after, put, effects, LocationWrite(user, Location(before.Memory), Location(memory)));

        CurrentLocation? Location(WorkerMemory known) => Presence.Live(Presence.Latest(known.Crossings), seconds);
    }

    private static (WorkerMemory Memory, Put Capture) Capture(
        WorkerMemory memory,
        UserContext context,
        LoopEvent loopEvent,
        LoopRules rules,
        long now
    )
    {
        var key = PendingRing.NextKey(memory.Pending, now);
        var (pending, fallenOut) = PendingRing.Add(memory.Pending, key, rules.MaxPendingCaptures);
        var expiresAt = key + (long)rules.PendingLifetime.TotalSeconds;
        var terms = new CaptureTerms(
            key,
            expiresAt,
            Presence.At(memory.Crossings, loopEvent.OccurredAt),
            context.Preferences
        );
        var capture = loopEvent.Type.CaptureOf(loopEvent, terms);
        return (
            memory with
            {
                Pending = pending,
                Overflow = fallenOut.Count == 0 ? memory.Overflow : [.. memory.Overflow, .. fallenOut],
            },
            // An agent may have added a capture at this very second.
            new Put(CaptureItems.Write(context.Pubkey, capture), Condition.NoItem)
        );
    }

    private static ContextEvent Entry(LoopEvent loopEvent, ulong? amount) =>
        new()
        {
            EventType = loopEvent.Type.EntryNameOf(loopEvent),
            Timestamp = loopEvent.OccurredAt.ToUnixTimeSeconds(),
            Summary = loopEvent.Type.SummaryOf(loopEvent, amount ?? 0),
            Amount = amount,
        };

    private static Write? LocationWrite(string user, CurrentLocation? before, CurrentLocation? after) =>
        before == after ? null
        : after is null ? new Delete(Keys.Location(user))
        : new Put(LocationItems.Write(user, after));
}

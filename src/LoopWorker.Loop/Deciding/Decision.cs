using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
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
    /// <param name="events">Distinct events whose amounts <see cref="Amounts"/> has found fit.</param>
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
        var location = Presence.Live(before.Memory.Location, seconds);
        var memory = before.Memory with
        {
            Location = location,
            Overflow = [.. before.Memory.Overflow.Where(key => !confirmedDeletions.Contains(key))],
            Applied = before.Memory.Applied + (ulong)events.Count,
        };
        var effects = new List<EventEffect>(events.Count);
        foreach (var (occurrence, hash) in events)
        {
            var (amount, _) = Amounts.Of(occurrence, rules.CredLamportsPerCent);
            Put? capture = null;
            if (occurrence is PosTransaction sale)
                (memory, capture) = Capture(memory, context.Preferences, sale, user, rules, seconds);
            else if (occurrence is GeofenceCrossing crossing)
                memory = memory with { Location = Presence.After(memory.Location, crossing, seconds) };
            context = context.WithEvent(Entry(occurrence, amount));
            var owed = NotificationRules.KindsFor(occurrence, amount, context.Preferences);
            var marker = Markers.Put(occurrence, new Marker(user, amount, hash, owed), seconds);
            effects.Add(new EventEffect(occurrence, marker, capture, owed, amount));
        }
        var (after, put) = ContextItems.Write(before, context, memory, seconds);
        return new UserChange(after, put, effects, LocationWrite(user, location, memory.Location));
    }

    private static (WorkerMemory Memory, Put Capture) Capture(
        WorkerMemory memory,
        UserPreferences preferences,
        PosTransaction sale,
        string user,
        LoopRules rules,
        long now
    )
    {
        var key = PendingRing.NextKey(memory.Pending, now);
        var (pending, fallenOut) = PendingRing.Add(memory.Pending, key, rules.MaxPendingCaptures);
        var capture = new PendingCapture
        {
            MerchantId = sale.MerchantId,
            MerchantName = sale.MerchantName,
            AmountCents = (ulong)sale.AmountCents,
            CardLast4 = sale.CardLast4,
            ProofData = sale.Proof?.Data,
            ProofType = sale.Proof?.Type,
            Location = sale.Location is { } at ? new(at.Latitude, at.Longitude, at.AccuracyMeters) : null,
            CreatedAt = key,
            ExpiresAt = key + (long)rules.PendingLifetime.TotalSeconds,
            TransactionId = sale.Id,
            ConfirmedByPresence = memory.Location?.MerchantId == sale.MerchantId ? true : null,
            StakeDurationDays = preferences.AutoStake ? preferences.DefaultDurationDays : null,
        };
        return (
            memory with
            {
                Pending = pending,
                Overflow = [.. memory.Overflow, .. fallenOut],
            },
            // An agent may have added a capture at this very second.
            new Put(CaptureItems.Write(user, capture), Condition.NoItem)
        );
    }

    private static ContextEvent Entry(LoopEvent occurrence, ulong amount) =>
        new()
        {
            EventType = occurrence switch
            {
                PosTransaction => "capture",
                GeofenceCrossing { Transition: Transition.Enter } => "geofence_enter",
                GeofenceCrossing { Transition: Transition.Dwell } => "geofence_dwell",
                GeofenceCrossing => "geofence_exit",
                VaultYield => "yield",
                VaultUnlock => "unlock",
                _ => occurrence.Type,
            },
            Timestamp = occurrence.OccurredAt.ToUnixTimeSeconds(),
            Summary = Summaries.Of(occurrence, amount),
            Amount = occurrence is GeofenceCrossing ? null : amount,
        };

    private static Write? LocationWrite(string user, CurrentLocation? before, CurrentLocation? after) =>
        before == after ? null
        : after is null ? new Delete(Keys.Location(user))
        : new Put(LocationItems.Write(user, after));
}

using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline.Parking;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>Whose events are: they say it themselves, or their card does.</summary>
public sealed class UserResolution(CardLookup cards, EventReads reads, UnknownCards unknownCards, Settler settler)
{
    /// <summary>Each event whose user is known, in the same order; the others are settled or with <see cref="UnknownCards"/>.</summary>
    public async Task<IReadOnlyList<(EventInHand Event, string User)>> FindAsync(
        IReadOnlyCollection<EventInHand> events,
        CancellationToken draining
    )
    {
        var fingerprints = events
            .Select(occurrence => occurrence.Event)
            .OfType<CardEvent>()
            .Select(ofCard => ofCard.CardFingerprint);
        if (await reads.TryAsync(events, () => cards.FindAsync(fingerprints, draining), draining) is not { } users)
            return [];
        var resolved = new List<(EventInHand, string)>(events.Count);
        foreach (var occurrence in events)
            if (occurrence.Event is UserEvent ofUser)
                resolved.Add((occurrence, ofUser.UserPubkey));
            else if (!users.TryGetValue(((CardEvent)occurrence.Event).CardFingerprint, out var user))
                await unknownCards.AddAsync(occurrence);
            else if (user is not null)
                resolved.Add((occurrence, user));
            else
                await settler.AddAsync(new Settlement.Retry(occurrence.Delivery, "The card's item names no user."));
        return resolved;
    }
}

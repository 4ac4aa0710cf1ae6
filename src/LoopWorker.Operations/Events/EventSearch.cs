using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Events;

/// <summary>Finds out what has become of an event.</summary>
/// <param name="table">The one table.</param>
/// <param name="time">Says what counts still.</param>
/// <param name="deadLetters">Looks for an event among dead letters by its id, one line for each that it finds; null if nobody looks there.</param>
public sealed class EventSearch(
    ITable table,
    TimeProvider time,
    Func<string, CancellationToken, Task<IReadOnlyList<string>>>? deadLetters = null
)
{
    /// <summary>Looks for an event. Two reads at most, in one call, and one more with a card.</summary>
    /// <param name="id">The event's id; of a purchase, the transaction's.</param>
    /// <param name="kind">What it is of; null if both are to be looked for, as the same id may name two events.</param>
    /// <param name="card">
    /// The fingerprint of the card of a purchase, to see whether it waits for the card to be linked: a parked purchase is found by its card
    /// only. Null to leave that out.
    /// </param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<FoundEvent> FindAsync(string id, MarkerKind? kind, string? card, CancellationToken cancellation)
    {
        ItemKey[] keys =
        [
            .. kind is MarkerKind.Event ? Array.Empty<ItemKey>() : [Keys.TransactionMarker(id)],
            .. kind is MarkerKind.Transaction ? Array.Empty<ItemKey>() : [Keys.EventMarker(id)],
        ];
        var now = time.GetUtcNow();
        var items = await table.GetAllAsync(keys, Consistency.Strong, cancellation);
        return new FoundEvent(id, [.. keys.Where(items.ContainsKey).Select(key => MarkedEvent.Read(items[key], now))])
        {
            Card = card,
            Parked = card is null ? null : await ParkedAsync(card, id, now, cancellation),
            DeadLetters = deadLetters is null ? null : await deadLetters(id, cancellation),
        };
    }

    private async Task<WaitingPurchase?> ParkedAsync(
        string card,
        string id,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var item = (await table.GetAsync(Keys.Unmatched(card, id), Consistency.Strong, cancellation)).Item;
        return item is not null && WaitingPurchase.Read(item) is var found && !(found.ExpiresAt <= now) ? found : null;
    }
}

/// <summary>What has become of an event.</summary>
/// <param name="Id">The id that was looked for.</param>
/// <param name="Markers">What its markers say; none if it has not taken effect, or so long ago that its marker is gone.</param>
public sealed record FoundEvent(string Id, IReadOnlyList<MarkedEvent> Markers)
{
    /// <summary>The card by which parked purchases were looked for; null if none was given.</summary>
    public string? Card { get; init; }

    /// <summary>The purchase that waits for its card to be linked; null if none does, or no card was given.</summary>
    public WaitingPurchase? Parked { get; init; }

    /// <summary>Where it is among the dead letters, a line each; null if nobody looked.</summary>
    public IReadOnlyList<string>? DeadLetters { get; init; }

    /// <summary>Whether anything is known of it.</summary>
    public bool IsKnown => Markers.Count > 0 || Parked is not null || DeadLetters is { Count: > 0 };
}

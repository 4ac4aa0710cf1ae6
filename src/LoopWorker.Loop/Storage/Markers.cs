using LoopWorker.Loop.Events;
using LoopWorker.Messages;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>What a marker says of its event.</summary>
/// <param name="UserPubkey">Whom it concerned.</param>
/// <param name="Amount">Lamports.</param>
/// <param name="PayloadHash">Of the event that took effect; null where an agent wrote the marker.</param>
/// <param name="Owed">Kinds of notification still to be sent.</param>
public sealed record Marker(string UserPubkey, ulong Amount, string? PayloadHash, IReadOnlyList<string> Owed)
{
    /// <summary>Kinds of notification that are not sent, because there were enough of late.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>Whether the capture is still to be counted for its merchant.</summary>
    public bool IsUncounted { get; init; }

    /// <summary>Whether something is still to be done before the event's message may go.</summary>
    public bool OwesAnything => Owed.Count > 0 || IsUncounted;
}

/// <summary>The marker items, <c>TXN#</c> and <c>EVENT#</c>.</summary>
public static class Markers
{
    /// <summary>The put of a marker, on the condition that there is none, or one whose time is over.</summary>
    /// <remarks>DynamoDB deletes an expired item only days later, so a marker that is there may no longer count.</remarks>
    public static Put Put(LoopEvent loopEvent, Marker marker, long now)
    {
        var lifetime = (long)loopEvent.Type.MarkerLifetime.TotalSeconds;
        var item = Item.Of(
            Keys.Marker(loopEvent),
            (Attributes.UserPubkey, marker.UserPubkey),
            (Attributes.CredAmount, marker.Amount),
            (Attributes.ProcessedAt, now),
            (Attributes.TimeToLive, now + lifetime),
            (Attributes.PayloadHash, marker.PayloadHash!),
            marker.Owed.Count == 0
                ? (Attributes.Notified, true)
                : (Attributes.Owed, (AttributeValue)string.Join(',', marker.Owed))
        );
        if (marker.Withheld.Count > 0)
            item = item.With(Attributes.Withheld, string.Join(',', marker.Withheld));
        if (marker.IsUncounted)
            item = item.With(Attributes.Uncounted, true);
        return new Put(item, UnlessLive(now));
    }

    /// <summary>The marker of a purchase as agents write it, which is done with, save for the time that it lives.</summary>
    /// <param name="transactionId">The purchase.</param>
    /// <param name="user">Whom it concerned.</param>
    /// <param name="amount">Lamports.</param>
    /// <param name="now">Unix seconds.</param>
    public static Item OfAgent(string transactionId, string user, ulong amount, long now) =>
        Item.Of(
            Keys.TransactionMarker(transactionId),
            (Attributes.UserPubkey, user),
            (Attributes.CredAmount, amount),
            (Attributes.ProcessedAt, now)
        );

    /// <summary>A marker as it was read, if it counts: null if there is none, and if its time is over.</summary>
    /// <remarks>
    /// The condition of <see cref="Put"/> says the same of what is stored, so a marker that cancels a transaction counts.
    /// </remarks>
    /// <param name="stored">What the table holds under its key.</param>
    /// <param name="now">Unix seconds.</param>
    public static Item? Live(Item? stored, long now) => UnlessLive(now).Holds(stored) ? null : stored;

    /// <summary>The marker when all are told.</summary>
    public static Item Notified(Item marker) => marker.Without(Attributes.Owed).With(Attributes.Notified, true);

    /// <summary>The marker when some are told, and these kinds are still owed.</summary>
    public static Item StillOwing(Item marker, IReadOnlyList<string> owed) =>
        owed.Count == 0 ? Notified(marker) : marker.With(Attributes.Owed, string.Join(',', owed));

    /// <summary>The marker when its capture is counted.</summary>
    public static Item Counted(Item marker) => marker.Without(Attributes.Uncounted);

    /// <summary>The write that says so, on the condition that nobody has counted it yet.</summary>
    public static Update Count(ItemKey marker) =>
        new(marker, [new AttributeChange.Remove(Attributes.Uncounted)], Condition.Equal(Attributes.Uncounted, true));

    /// <summary>
    /// The write that leaves a pseudonym in place of a person's key, and nothing owed: a duplicate meets the marker still, and nobody is told of
    /// it. A capture that is to be counted stays so, for the count is the merchant's.
    /// </summary>
    /// <param name="marker">The marker as it was read.</param>
    /// <param name="pseudonym">What takes the place of the key.</param>
    public static Update Forget(Item marker, string pseudonym)
    {
        AttributeChange.Set[] told = marker.Has(Attributes.Owed) ? [new(Attributes.Notified, true)] : [];
        return new Update(
            marker.Key,
            [
                new AttributeChange.Set(Attributes.UserPubkey, pseudonym),
                new AttributeChange.Remove(Attributes.Owed),
                .. told,
            ],
            Condition.Equal(Attributes.UserPubkey, marker[Attributes.UserPubkey]!)
        );
    }

    /// <summary>Whether an item is a marker of either kind.</summary>
    public static bool IsMarker(Item item) =>
        item.Key.Sort == Keys.Processed
        && (
            item.Key.Partition.StartsWith(Keys.TransactionPrefix, StringComparison.Ordinal)
            || item.Key.Partition.StartsWith(Keys.EventPrefix, StringComparison.Ordinal)
        );

    /// <summary>When a marker was written, in Unix seconds by the clock of whoever wrote it; null if it does not say.</summary>
    public static long? WrittenAt(Item marker) => marker[Attributes.ProcessedAt]?.AsInt64;

    /// <summary>Reads a marker, an agent's too.</summary>
    public static Marker Read(Item item)
    {
        var owed = item[Attributes.Owed]?.AsString;
        return new Marker(
            item[Attributes.UserPubkey]?.AsString ?? "",
            item[Attributes.CredAmount]?.AsUInt64 ?? 0,
            item[Attributes.PayloadHash]?.AsString,
            string.IsNullOrEmpty(owed) || item[Attributes.Notified]?.AsBoolean == true ? [] : owed.Split(',')
        )
        {
            Withheld = item[Attributes.Withheld]?.AsString?.Split(',') ?? [],
            IsUncounted = item[Attributes.Uncounted]?.AsBoolean == true,
        };
    }

    private static Condition UnlessLive(long now) =>
        Condition.NoItem | Condition.LessOrEqual(Attributes.TimeToLive, now);
}

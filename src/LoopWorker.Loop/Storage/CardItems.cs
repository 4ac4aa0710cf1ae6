using LoopWorker.Loop.Cards;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>The two items of a linked card: one to find its user by, one to list a user's cards by.</summary>
public static class CardItems
{
    public static Item Write(string fingerprint, string user, string last4, long linkedAt) =>
        Item.Of(
            Keys.Card(fingerprint),
            (Attributes.Fingerprint, fingerprint),
            (Attributes.UserPubkey, user),
            (Attributes.CardLast4, last4),
            (Attributes.LinkedAt, linkedAt)
        );

    public static Item WriteOfUser(string fingerprint, string user, string last4, long linkedAt) =>
        Item.Of(Keys.UserCard(user, fingerprint), (Attributes.CardLast4, last4), (Attributes.LinkedAt, linkedAt));

    /// <summary>Reads a card.</summary>
    public static LinkedCard Read(Item card) => Read(card, card.Key.Partition[Keys.CardPrefix.Length..]);

    /// <summary>Reads a card among those of its user.</summary>
    public static LinkedCard ReadOfUser(Item card) => Read(card, card.Key.Sort[Keys.CardPrefix.Length..]);

    /// <summary>Whether an item is a card by its fingerprint: a card's partition also holds purchases that wait for its user.</summary>
    public static bool IsCard(Item item) =>
        item.Key.Partition.StartsWith(Keys.CardPrefix, StringComparison.Ordinal)
        && item.Key == Keys.Card(item.Key.Partition[Keys.CardPrefix.Length..]);

    /// <summary>Whose card it is; null if the item does not say, and someone has to mend it.</summary>
    public static string? UserOf(Item card) => card[Attributes.UserPubkey]?.AsString;

    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    // A time that is none, as one in milliseconds, counts as absent.
    private static LinkedCard Read(Item card, string fingerprint) =>
        new(
            fingerprint,
            card[Attributes.CardLast4]?.AsString ?? "",
            card[Attributes.LinkedAt]?.AsInt64 is { } seconds && seconds >= Earliest && seconds <= Latest
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null
        );
}

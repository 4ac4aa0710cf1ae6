using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.State;

/// <summary>
/// Finds cards as agents do. <see cref="CardDirectory"/> links and unlinks them, finds one by its key, which sees every earlier link, and lists
/// a user's without reading the whole table.
/// </summary>
/// <remarks>All methods throw <see cref="StateException"/>.</remarks>
/// <param name="table">The one table.</param>
/// <param name="options">The name of the index.</param>
public sealed class CardLookups(ITable table, StateOptions options)
{
    /// <summary>Whose a card is, by the index; null if it is nobody's. The index may be a little behind.</summary>
    /// <exception cref="StateException">Also if the card's item names no user (<see cref="StateError.Serialization"/>).</exception>
    public Task<CardOwner?> FindAsync(string fingerprint, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () =>
        {
            var query = new IndexQuery(options.FingerprintGsi, fingerprint);
            await foreach (var item in table.QueryAllAsync(query, cancellation))
                // Whatever else has a fingerprint is in the index too.
                if (item.Key == Keys.Card(fingerprint))
                    return OwnerOf(item);
            return null;
        });

    /// <summary>
    /// A user's cards, in no order, also those that an agent has linked and that <see cref="CardDirectory.ListAsync"/> does not know. It
    /// reads the whole table, and costs accordingly.
    /// </summary>
    /// <exception cref="StateException">If the table fails.</exception>
    public Task<IReadOnlyList<LinkedCard>> ScanAsync(string user, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () =>
        {
            var cards = new List<LinkedCard>();
            var ofUser = Condition.Equal(Attributes.UserPubkey, user);
            await foreach (var item in table.ScanAllAsync(new Scan(Consistency: Consistency.Strong), cancellation))
                if (CardItems.IsCard(item) && ofUser.Holds(item))
                    cards.Add(CardItems.Read(item));
            return (IReadOnlyList<LinkedCard>)cards;
        });

    private static CardOwner OwnerOf(Item card) =>
        CardItems.UserOf(card) is { } user
            ? new CardOwner(user, CardItems.Read(card))
            : throw new StoredStateException(
                $"The META item of the card has no string {Attributes.UserPubkey}. Mend or remove the item."
            );
}

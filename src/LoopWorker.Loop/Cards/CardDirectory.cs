using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Cards;

/// <summary>Which card is whose.</summary>
/// <param name="table">The one table.</param>
/// <param name="queues">Where purchases go back to that waited for their card.</param>
/// <param name="randomness">Jitter and ids.</param>
/// <param name="time">Dates links and times pauses.</param>
public sealed class CardDirectory(ITable table, IQueueService queues, Randomness randomness, TimeProvider time)
{
    // Purchases of a card that is being linked are being parked at the same time.
    private const int Attempts = 10;
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    private readonly ParkedPurchases _parked = new(table, queues, randomness, time);

    /// <summary>
    /// Links a card to a user, and puts the purchases back on their queues that have waited for it. A card that is someone
    /// else's stays theirs. Of a card that is this user's already, what the items lack is filled in, and what still waits is put back.
    /// </summary>
    /// <exception cref="PutBackException">If it is linked, and some purchases still wait: to be linked again.</exception>
    /// <exception cref="TableException">If the table fails; whether the card is linked is then not known.</exception>
    public async Task<CardLinked> LinkAsync(
        string fingerprint,
        string user,
        string last4,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        Write[] writes =
        [
            new Put(CardItems.Write(fingerprint, user, last4, now), Condition.NoItem),
            new Put(CardItems.WriteOfUser(fingerprint, user, last4, now)),
        ];
        var result = await DecideAsync(writes, cancellation);
        if (result.Committed)
            return new CardLinked(LinkOutcome.Linked, await _parked.PutBackAsync(fingerprint, cancellation));
        if (result.Reasons[0].Stored is not { } card || CardItems.UserOf(card) != user)
            return new CardLinked(LinkOutcome.BelongsToAnother, 0);
        await FillInAsync(card, user, last4, cancellation);
        return new CardLinked(LinkOutcome.AlreadyLinked, await _parked.PutBackAsync(fingerprint, cancellation));
    }

    /// <summary>Whose a card is; null if it is nobody's.</summary>
    /// <exception cref="StoredStateException">If the card's item names no user.</exception>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<CardOwner?> FindAsync(string fingerprint, CancellationToken cancellation)
    {
        var card = (await table.GetAsync(Keys.Card(fingerprint), Consistency.Strong, cancellation)).Item;
        if (card is null)
            return null;
        var user =
            CardItems.UserOf(card)
            ?? throw new StoredStateException(
                $"The META item of the card has no string {Attributes.UserPubkey}. Mend or remove the item."
            );
        return new CardOwner(user, CardItems.Read(card));
    }

    /// <summary>
    /// Takes a card from its user. Workers may hold the card to be the user's for as long as they remember cards.
    /// </summary>
    /// <exception cref="TableException">If the table fails; whether the card is linked is then not known.</exception>
    public async Task<UnlinkOutcome> UnlinkAsync(string fingerprint, string user, CancellationToken cancellation)
    {
        Write[] writes =
        [
            new Delete(Keys.Card(fingerprint), Condition.Equal(Attributes.UserPubkey, user)),
            new Delete(Keys.UserCard(user, fingerprint)),
        ];
        return await DecideAsync(writes, cancellation) switch
        {
            { Committed: true } => UnlinkOutcome.Unlinked,
            { Reasons: [{ Stored: null }, ..] } => UnlinkOutcome.NotLinked,
            _ => UnlinkOutcome.BelongsToAnother,
        };
    }

    /// <summary>Takes a card from its user, whoever that is.</summary>
    /// <exception cref="StoredStateException">If the card's item names no user.</exception>
    /// <exception cref="TableException">If the table fails; whether the card is linked is then not known.</exception>
    public async Task<UnlinkOutcome> UnlinkAsync(string fingerprint, CancellationToken cancellation) =>
        await FindAsync(fingerprint, cancellation) is { } owner
            ? await UnlinkAsync(fingerprint, owner.User, cancellation)
            : UnlinkOutcome.NotLinked;

    /// <summary>A user's cards, by fingerprint in ascending order.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<IReadOnlyList<LinkedCard>> ListAsync(string user, CancellationToken cancellation)
    {
        var cards = new List<LinkedCard>();
        var query = new Query(Keys.User(user), Keys.CardPrefix, Consistency: Consistency.Strong);
        await foreach (var card in table.QueryAllAsync(query, cancellation))
            cards.Add(CardItems.ReadOfUser(card));
        return cards;
    }

    /// <summary>
    /// Lists a card among its user's that was linked without that, as agents do it. One that was unlinked or went to another user meanwhile
    /// stays so. One transaction.
    /// </summary>
    /// <returns>Whether it was listed now: it is not if it was listed before, or is not the user's any more.</returns>
    /// <exception cref="TableException">If the table fails; whether the card is listed is then not known.</exception>
    public async Task<bool> EnlistAsync(CardOwner owner, CancellationToken cancellation)
    {
        var (user, card) = owner;
        var linkedAt = (card.LinkedAt ?? time.GetUtcNow()).ToUnixTimeSeconds();
        Write[] writes =
        [
            new Put(CardItems.WriteOfUser(card.Fingerprint, user, card.Last4, linkedAt), Condition.NoItem),
            new Check(Keys.Card(card.Fingerprint), Condition.Equal(Attributes.UserPubkey, user)),
        ];
        return (await DecideAsync(writes, cancellation)).Committed;
    }

    // Whoever linked the card may not have known its last digits, and an agent does not list it among its user's.
    private async Task FillInAsync(Item stored, string user, string last4, CancellationToken cancellation)
    {
        var card = CardItems.Read(stored);
        var known = card.Last4.Length == 0 ? card with { Last4 = last4 } : card;
        var listed = (
            await table.GetAsync(Keys.UserCard(user, card.Fingerprint), Consistency.Strong, cancellation)
        ).Item;
        if (known == card && listed is not null && CardItems.ReadOfUser(listed).Last4 == known.Last4)
            return;
        var linkedAt = (known.LinkedAt ?? time.GetUtcNow()).ToUnixTimeSeconds();
        Write[] writes =
        [
            new Put(stored.With(Attributes.CardLast4, known.Last4), Condition.Equal(Attributes.UserPubkey, user)),
            new Put(CardItems.WriteOfUser(known.Fingerprint, user, known.Last4, linkedAt)),
        ];
        // If it has been unlinked meanwhile, nothing is to be filled in.
        await DecideAsync(writes, cancellation);
    }

    // The result of a transaction that has taken place, or that a condition has kept from it.
    private async Task<TransactionResult> DecideAsync(Write[] writes, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await table.TransactAsync(writes, randomness.NextId(), cancellation);
            if (result.Committed || result.Reasons.Any(reason => reason.Code == CancellationCode.ConditionFailed))
                return result;
            if (attempt == Attempts || FailureOf(result.Reasons) is { IsTransient: false })
                throw FailureOf(result.Reasons);
            await Task.Delay(BetweenAttempts.After(attempt, randomness.NextFraction()), time, cancellation);
        }
    }

    // What is in the way of the whole transaction: the obstacle that lasts longest.
    private static TableException FailureOf(IReadOnlyList<CancellationReason> reasons)
    {
        if (
            reasons.FirstOrDefault(reason => reason.Code is CancellationCode.Invalid or CancellationCode.Other) is
            { } refused
        )
            return new TableException(TableErrors.Validation, $"The card's items were refused: {refused.Message}");
        return reasons.Any(reason => reason.Code == CancellationCode.Throttled)
            ? new TableException(
                TableErrors.Throttled,
                $"The table throttled, {Attempts} times in a row. Nothing was changed; try again when it has fewer writes."
            )
            : new TableException(
                TableErrors.TransactionConflict,
                $"Others wrote the card's items at the same time, {Attempts} times in a row. Nothing was changed; try again."
            );
    }
}

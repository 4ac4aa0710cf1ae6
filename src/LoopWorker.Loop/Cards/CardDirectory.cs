using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;

namespace LoopWorker.Loop.Cards;

/// <summary>Which card is whose.</summary>
public sealed class CardDirectory(ITable table, Randomness randomness, TimeProvider time)
{
    /// <summary>Links a card to a user. A card that is someone else's stays theirs.</summary>
    public async Task<LinkOutcome> LinkAsync(
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
        for (var attempt = 1; ; attempt++)
        {
            var result = await table.TransactAsync(writes, randomness.NextId(), cancellation);
            if (result.Committed)
                return LinkOutcome.Linked;
            if (result.Reasons[0] is { Code: CancellationCode.ConditionFailed, Stored: { } card })
                return CardItems.UserOf(card) == user ? LinkOutcome.AlreadyLinked : LinkOutcome.BelongsToAnother;
            if (attempt == 5)
                throw new TableException(TableErrors.Throttled, "Linking the card met with conflicts five times.");
        }
    }

    /// <summary>A user's cards, by fingerprint in ascending order.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string user, CancellationToken cancellation)
    {
        var cards = new List<string>();
        var query = new Query(Keys.User(user), Keys.CardPrefix);
        await foreach (var card in table.QueryAllAsync(query, cancellation))
            cards.Add(card.Key.Sort[Keys.CardPrefix.Length..]);
        return cards;
    }
}

/// <summary>What became of a wish to link a card.</summary>
public enum LinkOutcome
{
    Linked,

    /// <summary>It was this user's before; nothing was written.</summary>
    AlreadyLinked,

    /// <summary>It is another user's; nothing was written.</summary>
    BelongsToAnother,
}

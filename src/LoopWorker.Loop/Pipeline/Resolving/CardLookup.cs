using LoopWorker.Core.Caching;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>
/// Whose cards are, from memory for a while and else by reads of as many as a call takes. That a card is unknown is never
/// remembered, so a new link works at once.
/// </summary>
/// <param name="table">Where the cards are.</param>
/// <param name="cache">Users by fingerprint.</param>
public sealed class CardLookup(ITable table, BoundedCache<string, string> cache)
{
    /// <summary>The user of each card that is linked; null where its item does not say.</summary>
    /// <exception cref="TableException">If the table could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, string?>> FindAsync(
        IEnumerable<string> fingerprints,
        CancellationToken cancellation
    )
    {
        var users = new Dictionary<string, string?>();
        var unknown = new List<ItemKey>();
        foreach (var fingerprint in fingerprints)
            if (cache.TryGet(fingerprint, out var user))
                users[fingerprint] = user;
            else
                unknown.Add(Keys.Card(fingerprint));
        foreach (var (key, card) in await table.GetAllAsync(unknown, Consistency.Strong, cancellation))
        {
            var fingerprint = key.Partition[Keys.CardPrefix.Length..];
            users[fingerprint] = CardItems.UserOf(card);
            if (users[fingerprint] is { } user)
                cache.Set(fingerprint, user);
        }
        return users;
    }

    /// <summary>What becomes of a purchase whose card's item does not say whose it is.</summary>
    public static StageResult Unreadable(Delivery purchase) =>
        StageResult.ToRetry(purchase, RetryReasons.CardUnreadable, "The card's item names no user.");
}

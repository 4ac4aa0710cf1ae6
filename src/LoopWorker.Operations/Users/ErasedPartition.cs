using LoopWorker.Loop.Cards;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>Removes what is stored under a user's key and under the user's cards.</summary>
/// <param name="table">The one table.</param>
/// <param name="cards">Unlinks them.</param>
/// <param name="calls">Makes writes, while workers write the same items.</param>
/// <param name="user">The user's key.</param>
/// <param name="isDryRun">Whether to count only.</param>
internal sealed class ErasedPartition(ITable table, CardDirectory cards, StateCalls calls, string user, bool isDryRun)
{
    /// <summary>
    /// Removes all items of the user's partition. The session goes first, so that agents stop; the cards next, so that purchases are those of
    /// unknown cards; the context last, so that a worker that commits later has to make one anew, which shows that it has.
    /// </summary>
    /// <exception cref="TableException">If the table fails. What is removed is removed, and all of it can be done again.</exception>
    public async Task<ErasureReport> EraseAsync(UserItems items, CancellationToken cancellation)
    {
        await DeleteAsync(One(items.Session), cancellation);
        var report = new ErasureReport();
        foreach (var card in items.Cards)
            report = report.Plus(await EraseCardAsync(CardItems.ReadOfUser(card).Fingerprint, cancellation));
        // Those that were another's, or nobody's, are only listed.
        await DeleteAsync(items.Cards, cancellation);
        await DeleteAsync([.. items.Captures, .. One(items.Location), .. items.Others], cancellation);
        await DeleteAsync(One(items.Context), cancellation);
        return report with
        {
            Contexts = One(items.Context).Count,
            Sessions = One(items.Session).Count,
            Locations = One(items.Location).Count,
            Captures = items.Captures.Count,
            Others = items.Others.Count,
        };
    }

    /// <summary>Removes a card of the user, and before it what waits for it: afterwards nobody knows whose it was.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<ErasureReport> EraseCardAsync(string fingerprint, CancellationToken cancellation)
    {
        var meta = (await table.GetAsync(Keys.Card(fingerprint), Consistency.Strong, cancellation)).Item;
        if (meta is not null && CardItems.UserOf(meta) != user)
            return new ErasureReport();
        var parked = new List<Item>();
        var query = new Query(Keys.CardPrefix + fingerprint, Keys.UnmatchedPrefix, Consistency: Consistency.Strong);
        await foreach (var item in table.QueryAllAsync(query, cancellation))
            parked.Add(item);
        await DeleteAsync(parked, cancellation);
        if (!isDryRun)
            await cards.UnlinkAsync(fingerprint, user, cancellation);
        return new ErasureReport { Cards = 1, Parked = parked.Count };
    }

    private async Task DeleteAsync(IReadOnlyList<Item> items, CancellationToken cancellation)
    {
        if (isDryRun)
            return;
        foreach (var item in items)
            await calls.WriteAsync(() => table.DeleteAsync(new Delete(item.Key), cancellation), cancellation);
    }

    private static IReadOnlyList<Item> One(Item? item) => item is null ? [] : [item];
}

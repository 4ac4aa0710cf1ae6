using LoopWorker.Demo;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Benchmarks.Scaling.Traffic;

/// <summary>
/// The users of a workload. Each has a linked card, and a context as full as those of users who have bought things before:
/// how full it is decides what it costs to write.
/// </summary>
internal sealed class Population
{
    /// <summary>
    /// Purchases of each user before the first event. Their captures have their places in the ring; their items are spared,
    /// for nothing reads them and deleting them costs the same.
    /// </summary>
    public const int PurchasesBefore = 10;

    private readonly IReadOnlyList<Item> _items;

    /// <param name="workload">How many users there are.</param>
    /// <param name="random">Who they are.</param>
    /// <param name="start">When the first event comes.</param>
    public Population(Workload workload, Random random, DateTimeOffset start)
    {
        Users = [.. Enumerable.Range(0, workload.Users).Select(number => MadeUser.Make(random, number))];
        _items = [.. Users.SelectMany(user => ItemsOf(user, start.ToUnixTimeSeconds()))];
    }

    public IReadOnlyList<MadeUser> Users { get; }

    /// <summary>Stores what is there before the first event.</summary>
    public async Task StoreAsync(ITable table)
    {
        foreach (var chunk in _items.Chunk(TableLimits.BatchWrites))
            await table.WriteManyAsync([.. chunk.Select(item => new Put(item))], CancellationToken.None);
    }

    private static ContextEvent PurchaseAt(long second) =>
        new()
        {
            EventType = "capture",
            Timestamp = second,
            Summary = "Captured 123.45 Cred from 123.45 USD at Merchant 123",
            Amount = 123_450_000_000,
        };

    private static IEnumerable<Item> ItemsOf(MadeUser user, long now)
    {
        yield return CardItems.Write(user.Fingerprint, user.Pubkey, user.Last4, now);
        yield return CardItems.WriteOfUser(user.Fingerprint, user.Pubkey, user.Last4, now);
        var fresh = ContextSnapshot.Fresh(user.Pubkey);
        var earlier = Enumerable.Range(1, PurchasesBefore).Select(number => now - number).Reverse().ToList();
        var context = earlier.Aggregate(
            fresh.Context with
            {
                Preferences = user.Preferences,
            },
            (context, second) => context.WithEvent(PurchaseAt(second))
        );
        var memory = new WorkerMemory { Pending = earlier, Applied = PurchasesBefore };
        yield return ContextItems.Write(fresh, context, memory, now).Put.Item;
    }
}

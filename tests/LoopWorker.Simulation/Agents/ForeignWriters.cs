using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Storage;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Agents;

/// <summary>
/// Those who share the table, as the agents' code does it: one changes contexts by optimistic locking, one marks
/// transactions, one settles captures and removes them, one adds captures.
/// </summary>
internal sealed class ForeignWriters(World world)
{
    private static readonly long LifetimeSeconds = (long)PosTransactionType.Instance.MarkerLifetime.TotalSeconds;

    private readonly Random _random = world.Simulator.Random;
    private readonly CountingAgent _counting = new(world.Table, () => PauseAsync(world));
    private readonly HashSet<ItemKey> _added = [];

    public async Task WriteContextAsync()
    {
        var user = EventMaker.User(_random.Next(EventMaker.Users));
        if (await _counting.WriteAsync(user))
            world.Trace.Add("agent", "wrote", user);
    }

    /// <summary>Marks an event as done if it finds no marker: it looks first and writes then, over whatever is there by then.</summary>
    public async Task MarkAsync(ItemKey marker, string user)
    {
        if (await FindAsync(marker) is not null)
            return;
        await PauseAsync();
        var timeToLive = world.Simulator.Clock.GetUtcNow().ToUnixTimeSeconds() + LifetimeSeconds;
        await PutMarkerAsync(marker, user, timeToLive, condition: null);
    }

    /// <summary>A marker of long ago, which DynamoDB has not got round to deleting.</summary>
    public Task LeaveExpiredMarkerAsync(ItemKey marker, string user) =>
        PutMarkerAsync(marker, user, world.Simulator.Clock.GetUtcNow().ToUnixTimeSeconds() - 3_600, Condition.NoItem);

    /// <summary>Adds a capture at this second, whatever is there, and deletes what a ring has no place for.</summary>
    public async Task AddCaptureAsync()
    {
        var user = EventMaker.User(_random.Next(EventMaker.Users));
        var second = world.Simulator.Clock.GetUtcNow().ToUnixTimeSeconds() + _random.Next(3);
        var capture = new PendingCapture
        {
            MerchantId = "m-agent",
            CreatedAt = second,
            ExpiresAt = second + 86_400,
        };
        var put = new Put(CaptureItems.Write(user, capture));
        await world.Table.PutAsync(put, CancellationToken.None);
        _added.Add(put.Key);
        var query = new Query(Keys.User(user), Keys.PendingPrefix);
        var captures = (await world.Table.QueryAsync(query, CancellationToken.None)).Items;
        foreach (var surplus in captures.Take(captures.Count - Timeouts.Ring))
        {
            await PauseAsync();
            await world.Table.DeleteAsync(new Delete(surplus.Key), CancellationToken.None);
        }
    }

    public async Task SettleCaptureAsync()
    {
        var user = EventMaker.User(_random.Next(EventMaker.Users));
        var page = await world.Table.QueryAsync(new Query(Keys.User(user), Keys.PendingPrefix), CancellationToken.None);
        if (page.Items.Count == 0)
            return;
        await PauseAsync();
        await world.Table.DeleteAsync(new Delete(page.Items[0].Key), CancellationToken.None);
    }

    /// <summary>What they find in the end: all that they have written, and items that agree with the contexts.</summary>
    public async Task CheckAsync()
    {
        for (var i = 0; i <= EventMaker.Poisoned; i++)
            await CheckAsync(EventMaker.User(i));
    }

    private async Task CheckAsync(string user)
    {
        var (context, memory, _, _) = ContextItems.Read(user, await FindAsync(Keys.Context(user)));
        var written = _counting.Written.GetValueOrDefault(user);
        if (CountingAgent.CountIn(context) != written)
            world.Ledger.Fail($"Of {written} writes of {user}'s context by an agent some are gone.");
        var location = await FindAsync(Keys.Location(user));
        world.Ledger.Presence.Check(user, location is null ? null : LocationItems.Read(location));
        var known = memory.Pending.Concat(memory.Overflow).Select(second => Keys.Pending(user, second)).ToHashSet();
        var query = new Query(Keys.User(user), Keys.PendingPrefix);
        await foreach (var capture in world.Table.QueryAllAsync(query))
            if (!known.Contains(capture.Key) && !_added.Contains(capture.Key) && !IsOfAgent(capture))
                world.Ledger.Fail($"A capture of {user} has no place in the ring.");
    }

    private async Task PutMarkerAsync(ItemKey marker, string user, long timeToLive, Condition? condition)
    {
        var put = new Put(
            Item.Of(
                marker,
                (Attributes.UserPubkey, user),
                (Attributes.CredAmount, 1UL),
                (Attributes.ProcessedAt, timeToLive - LifetimeSeconds),
                (Attributes.TimeToLive, timeToLive)
            ),
            condition
        );
        if ((await world.Table.PutAsync(put, CancellationToken.None)).Succeeded)
            world.Ledger.Effects.OnMarkedByAgent(marker, timeToLive);
    }

    private async Task<Item?> FindAsync(ItemKey key) =>
        (await world.Table.GetAsync(key, Consistency.Strong, CancellationToken.None)).Item;

    private static bool IsOfAgent(Item capture) => capture[Attributes.MerchantId]?.AsString == "m-agent";

    private Task PauseAsync() => PauseAsync(world);

    private static Task PauseAsync(World world) =>
        Task.Delay(TimeSpan.FromMilliseconds(world.Simulator.Random.Next(200)), world.Process.Time);
}

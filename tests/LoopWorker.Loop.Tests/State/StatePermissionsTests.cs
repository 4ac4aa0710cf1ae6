using System.Text.Json;
using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Testing.Permissions;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.State;

/// <summary>The actions that the page of the state toolkit lists for each store are those that its calls take, all of them and no others.</summary>
public sealed class StatePermissionsTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public void Contexts() =>
        Takes(
            nameof(LoopStateStore),
            async (table, randomness, clock) =>
            {
                var store = new LoopStateStore(table, new(), randomness, clock);
                var first = await store.GetOrInitializeAsync("u1", None);
                await store.FetchAsync("u1", None);
                await store.FetchManyAsync(["u1"], None);
                await store.PushAsync(first with { Version = 2 }, None);
                await store.PatchAsync("u1", "preferences.auto_stake", JsonElement.Parse("false"), None);
                await store.PushEventAsync("u1", new ContextEvent { EventType = "capture" }, None);
            }
        );

    [Fact]
    public void Session_keys() =>
        Takes(
            nameof(Sessions),
            async (table, randomness, clock) =>
            {
                var sessions = new Sessions(table, new(), randomness, clock);
                var session = new SessionKeyData
                {
                    KeyPubkey = "key",
                    VaultPubkey = "vault",
                    Scopes = [],
                    ExpiresAt = long.MaxValue,
                    CreatedAt = 0,
                    MaxActions = 1,
                    ActionsUsed = 0,
                };
                await sessions.StoreAsync("u1", session, None);
                await sessions.GetAsync("u1", None);
                Assert.Equal(SessionUseOutcome.Allowed, (await sessions.UseAsync("u1", None)).Outcome);
                await sessions.InvalidateAsync("u1", None);
            }
        );

    [Fact]
    public void Captures() =>
        Takes(
            nameof(PendingCaptures),
            async (table, randomness, clock) =>
            {
                var captures = new PendingCaptures(table, new() { MaxPendingCaptures = 1 }, randomness, clock);
                await captures.AddAsync("u1", new() { MerchantId = "m1" }, None);
                var added = await captures.AddAsync("u1", new() { MerchantId = "m1" }, None);
                await captures.ListAsync("u1", None);
                await captures.RemoveAsync("u1", added.CreatedAt, None);
            }
        );

    [Fact]
    public void Active_users() =>
        Takes(
            nameof(ActiveUsers),
            async (table, _, _) =>
            {
                await foreach (
                    var user in new ActiveUsers(table, new() { ActiveUsersIndex = "GSI1" }).ListAsync(null, null, None)
                )
                    Assert.Fail($"{user} is listed in an empty table.");
            }
        );

    [Fact]
    public void Locations() =>
        Takes(
            nameof(MerchantLocations),
            async (table, randomness, clock) =>
            {
                var locations = new MerchantLocations(table, new(), randomness, clock);
                await locations.SetAsync("u1", "m1", None);
                await locations.GetAsync("u1", None);
                await locations.ClearAsync("u1", None);
            }
        );

    [Fact]
    public void Marks() =>
        Takes(
            nameof(ProcessedMarks),
            async (table, randomness, clock) =>
            {
                var marks = new ProcessedMarks(table, new(), randomness, clock);
                await marks.MarkAsync("t1", "u1", 5, None);
                await marks.IsProcessedAsync("t1", None);
            }
        );

    [Fact]
    public void Cards() =>
        Takes(
            nameof(CardLookups),
            async (table, _, _) =>
            {
                var cards = new CardLookups(table, new());
                await cards.FindAsync("fp1", None);
                await cards.ScanAsync("u1", None);
            }
        );

    private static void Takes(string store, Func<ITable, Randomness, VirtualClock, Task> use) =>
        VirtualTimeScheduler.Run(
            Support.Make.Now,
            async clock =>
            {
                var table = new DemandedActions(
                    new InMemoryTable(new StateOptions { ActiveUsersIndex = "GSI1" }.Definition, clock)
                );
                await use(table, Randomness.Seeded(1), clock);
                Assert.Equal(ListedActions.Of($"`{store}`"), table.Actions);
            }
        );
}

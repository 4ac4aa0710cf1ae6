using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.State.InMemory;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.State;

public sealed class TroubledStateTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData(TableErrors.TimedOut, StateError.Timeout)]
    [InlineData(TableErrors.Throttled, StateError.Storage)]
    [InlineData(TableErrors.AccessDenied, StateError.Storage)]
    public void Errors_of_the_table_are_told_with_their_cause(string code, StateError expected) =>
        Run(
            table => table.Before<TableCall>(_ => throw new TableException(code, "Refused by the test.")),
            async (table, clock) =>
            {
                var randomness = Randomness.Seeded(1);
                var options = new StateOptions();
                Func<Task>[] calls =
                [
                    () => new LoopStateStore(table, options, randomness, clock).FetchAsync("u1", None),
                    () => new LoopStateStore(table, options, randomness, clock).FetchManyAsync(["u1"], None),
                    () => new LoopStateStore(table, options, randomness, clock).GetOrInitializeAsync("u1", None),
                    () => new Sessions(table, options, randomness, clock).UseAsync("u1", None),
                    () => new PendingCaptures(table, options, randomness, clock).ListAsync("u1", None),
                    () => new PendingCaptures(table, options, randomness, clock).RemoveAsync("u1", 1, None),
                    () => new MerchantLocations(table, options, randomness, clock).SetAsync("u1", "m1", None),
                    () => new ProcessedMarks(table, options, randomness, clock).MarkAsync("t1", "u1", 5, None),
                    () => new CardLookups(table, options).ScanAsync("u1", None),
                ];
                foreach (var call in calls)
                {
                    var failure = await Assert.ThrowsAsync<StateException>(call);
                    Assert.Equal(expected, failure.Error);
                    Assert.Equal(code, Assert.IsType<TableException>(failure.InnerException).Code);
                }
            }
        );

    [Fact]
    public void A_write_waits_for_a_transaction_that_has_its_item_in_hand()
    {
        var refusals = 3;
        Run(
            table =>
                table.Before<TableCall.Put>(_ =>
                    refusals-- > 0
                        ? throw new TableException(TableErrors.TransactionConflict, "In hand by the test.")
                        : Task.CompletedTask
                ),
            async (table, clock) =>
            {
                await new MerchantLocations(table, new(), Randomness.Seeded(1), clock).SetAsync("u1", "m1", None);
                Assert.Equal(-1, refusals);
            }
        );
    }

    [Fact]
    public void A_write_that_finds_its_item_in_hand_every_time_is_given_up()
    {
        var refusals = 0;
        Run(
            table =>
                table.Before<TableCall.Put>(_ =>
                {
                    refusals++;
                    throw new TableException(TableErrors.TransactionConflict, "In hand by the test.");
                }),
            async (table, clock) =>
            {
                var locations = new MerchantLocations(table, new(), Randomness.Seeded(1), clock);
                var failure = await Assert.ThrowsAsync<StateException>(() => locations.SetAsync("u1", "m1", None));
                Assert.Equal(StateError.Storage, failure.Error);
                Assert.Equal(60, refusals);
            }
        );
    }

    [Fact]
    public void A_conflict_tells_the_version_in_the_JSON_where_the_item_has_none_beside_it()
    {
        Run(
            table =>
                table.Before<TableCall.Put>(async call =>
                {
                    // Another one's write, just before, with a version in its JSON alone.
                    if (call.Write.Condition is null)
                        return;
                    var other = UserContext.Initial("u1") with { Version = 41 };
                    var item = ContextItems.Write(other).Without("version");
                    await table.PutAsync(new(item.With("updated_at", Random.Shared.NextInt64())), None);
                }),
            async (table, clock) =>
            {
                var store = new LoopStateStore(table, new(), Randomness.Seeded(1), clock);
                var conflict = await Assert.ThrowsAsync<VersionConflictException>(() =>
                    store.PushAsync(UserContext.Initial("u1") with { Version = 1 }, None)
                );
                Assert.Equal((0UL, 41UL), (conflict.Expected, conflict.Actual));
            }
        );
    }

    [Theory]
    [InlineData(CancellationCode.Conflict)]
    [InlineData(CancellationCode.Throttled)]
    [InlineData(CancellationCode.ConditionFailed)]
    public void A_capture_whose_transaction_is_cancelled_in_passing_is_added_by_the_next(CancellationCode code)
    {
        var cancelled = 3;
        Run(
            table =>
                table.On(
                    (TableCall.Transact call, ITable next) =>
                        cancelled-- > 0 ? Task.FromResult(Cancelled(call.Writes.Count, code)) : call.MakeAsync(next)
                ),
            async (table, clock) =>
            {
                var captures = new PendingCaptures(table, new(), Randomness.Seeded(1), clock);
                await captures.AddAsync("u1", new() { MerchantId = "m1" }, None);
                Assert.Equal(-1, cancelled);
                Assert.Single(await captures.ListAsync("u1", None));
            }
        );
    }

    [Fact]
    public void A_capture_that_the_table_refuses_is_an_error_at_once()
    {
        var refused = 0;
        Run(
            table =>
                table.On(
                    (TableCall.Transact call, ITable _) =>
                    {
                        refused++;
                        return Task.FromResult(Cancelled(call.Writes.Count, CancellationCode.Invalid));
                    }
                ),
            async (table, clock) =>
            {
                var captures = new PendingCaptures(table, new(), Randomness.Seeded(1), clock);
                var failure = await Assert.ThrowsAsync<StateException>(() =>
                    captures.AddAsync("u1", new() { MerchantId = "m1" }, None)
                );
                Assert.Equal((StateError.Storage, 1), (failure.Error, refused));
            }
        );
    }

    [Fact]
    public void However_many_captures_there_is_no_room_for_the_transaction_holds_no_more_than_it_can() =>
        Run(
            table => table,
            async (table, clock) =>
            {
                var crowd = new PendingCaptures(
                    table,
                    new() { MaxPendingCaptures = 1_000 },
                    Randomness.Seeded(1),
                    clock
                );
                for (var number = 0; number < 150; number++)
                    await crowd.AddAsync("u1", new() { MerchantId = "m1" }, None);
                var captures = new PendingCaptures(table, new(), Randomness.Seeded(2), clock);
                for (var number = 0; number < 2; number++)
                    await captures.AddAsync("u1", new() { MerchantId = "m2" }, None);
                Assert.Equal(10, await table.ScanAllAsync(new()).CountAsync());
            }
        );

    [Fact]
    public void A_change_that_is_always_too_late_is_given_up()
    {
        var writes = 0L;
        Run(
            table =>
                table.Before<TableCall.Put>(async call =>
                {
                    // Another one's write, just before.
                    if (call.Write.Condition is not null)
                        await table.PutAsync(
                            new(call.Write.Item.With("version", 1_000 + 7 * writes++)),
                            CancellationToken.None
                        );
                }),
            async (table, clock) =>
            {
                var store = new LoopStateStore(table, new(), Randomness.Seeded(1), clock);
                var newest = new ContextEvent { EventType = "capture" };
                var conflict = await Assert.ThrowsAsync<VersionConflictException>(() =>
                    store.PushEventAsync("u1", newest, None)
                );
                Assert.Equal(60, writes);
                Assert.Equal((1_000UL + 7 * 58, 1_000UL + 7 * 59), (conflict.Expected, conflict.Actual));
            }
        );
    }

    [Fact]
    public async Task However_calls_fail_no_session_is_used_for_more_than_its_actions()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var allowed = 0;
            await InMemoryState.RunAsync(
                new StateOptions(),
                async bench =>
                {
                    await StoreAsync(bench.Sessions, bench.Now);
                    await Task.WhenAll(
                        Enumerable
                            .Range(0, 64)
                            .Select(async _ =>
                            {
                                try
                                {
                                    var use = await bench.Sessions.UseAsync("u1", None);
                                    allowed += use.Outcome == SessionUseOutcome.Allowed ? 1 : 0;
                                }
                                catch (StateException) { }
                            })
                    );
                },
                trouble: 0.05,
                seed
            );
            Assert.InRange(allowed, 1, 30);
        }
    }

    private static async Task StoreAsync(Sessions sessions, long now)
    {
        var session = new SessionKeyData
        {
            KeyPubkey = "key",
            VaultPubkey = "vault",
            Scopes = [],
            ExpiresAt = now + 3_600,
            CreatedAt = now,
            MaxActions = 30,
            ActionsUsed = 0,
        };
        for (var stored = false; !stored; )
        {
            try
            {
                await sessions.StoreAsync("u1", session, None);
                stored = true;
            }
            catch (StateException) { }
        }
    }

    private static TransactionResult Cancelled(int writes, CancellationCode code) =>
        new([new CancellationReason(code), .. Enumerable.Repeat(CancellationReason.None, writes - 1)], default);

    private static void Run(Func<ITable, ITable> change, Func<ITable, VirtualClock, Task> work) =>
        VirtualTimeScheduler.Run(
            Support.Make.Now,
            clock => work(change(new InMemoryTable(new StateOptions().Definition, clock)), clock)
        );
}

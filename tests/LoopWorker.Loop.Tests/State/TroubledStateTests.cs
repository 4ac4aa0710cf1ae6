using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Tests.State.InMemory;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
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
                            new(call.Write.Item.With("version", 1_000 + writes++)),
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
                Assert.Equal((1_058UL, 1_059UL), (conflict.Expected, conflict.Actual));
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

    private static void Run(Func<ITable, ITable> change, Func<ITable, VirtualClock, Task> work) =>
        VirtualTimeScheduler.Run(
            Support.Make.Now,
            clock => work(change(new InMemoryTable(new StateOptions().Definition, clock)), clock)
        );
}

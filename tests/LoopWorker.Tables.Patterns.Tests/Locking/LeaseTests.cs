using LoopWorker.Core;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.Tests.InMemory;
using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.Locking;

/// <summary>What a lock's lease does, in virtual time: by real time, a slow machine would lose it.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static Randomness Chance => Randomness.Seeded(1);

    private static Task RunAsync(Func<ITable, DistributedLock, TimeProvider, Task> test) =>
        InMemoryTables.RunAsync(async time =>
        {
            var table = new InMemoryTable(DistributedLock.Definition("locks"), time);
            await test(table, new DistributedLock(table, Randomness.Seeded(2), time), time);
        });

    [Fact]
    public Task A_renewal_that_comes_too_late_does_not_take_the_lock_from_its_successor() =>
        RunAsync(
            async (table, locks, time) =>
            {
                HeldLock? next = null;
                var isSlow = false;
                var slow = table.Before<TableCall.Put>(async _ =>
                {
                    if (isSlow)
                        next = await locks.TryAcquireAsync("a", Long, TimeSpan.FromMinutes(1));
                });
                var held = await new DistributedLock(slow, Chance, time).TryAcquireAsync("a", Short);
                isSlow = true;
                Assert.False(await held!.RenewAsync());
                Assert.False(held.IsHeld);
                Assert.True(await next!.RenewAsync());
            }
        );

    [Fact]
    public Task Work_under_a_lock_keeps_it_for_as_long_as_it_lasts() =>
        RunAsync(
            async (table, locks, time) =>
            {
                var held = (await locks.TryAcquireAsync("a", TimeSpan.FromSeconds(1)))!;
                var other = new DistributedLock(table, Randomness.Seeded(3), time);
                await held.RunAsync(
                    async token =>
                    {
                        Assert.Null(await other.TryAcquireAsync("a", Long, TimeSpan.FromSeconds(2.5), token));
                        Assert.False(token.IsCancellationRequested);
                    },
                    time
                );
                Assert.NotNull(await other.TryAcquireAsync("a", Long));
            }
        );
}

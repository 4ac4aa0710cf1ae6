using LoopWorker.Core;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.Tests.InMemory;
using LoopWorker.Tables.Requests;
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

    [Fact]
    public Task Eight_who_want_a_lock_at_once_pay_little_for_waiting() =>
        InMemoryTables.RunAsync(async time =>
        {
            const int Callers = 8;
            var meter = new TableMeter();
            var table = new ObservedTable(
                await InMemoryTables.Create(DistributedLock.Definition("locks"), time),
                time,
                meter
            );
            var options = new LockOptions
            {
                Looks = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)),
            };
            DistributedLock[] locks =
            [
                .. Enumerable
                    .Range(0, Callers)
                    .Select(i => new DistributedLock(table, Randomness.Seeded(i), time, options)),
            ];
            for (var round = 0; round < 20; round++)
                await Task.WhenAll(
                    locks.Select(async own =>
                    {
                        await using var held = await own.TryAcquireAsync("a", Long, TimeSpan.FromMinutes(5));
                        await Task.Delay(TimeSpan.FromMilliseconds(50), time);
                    })
                );
            double PerAcquisition(double figure) => figure / (20 * Callers);
            // Two writes take and release it. The rest of them are lost races, and reads are the looks in between.
            Assert.InRange(PerAcquisition(meter.Usage.TotalCalls), 2, 8);
            Assert.InRange(PerAcquisition(meter.Usage.Capacity.ReadUnits), 0, 3);
            Assert.InRange(PerAcquisition(meter.Usage.Capacity.WriteUnits), 2, 3);
        });

    [Fact]
    public Task A_lock_that_is_deleted_at_the_moment_of_taking_it_over_is_taken_all_the_same() =>
        RunAsync(
            async (table, locks, time) =>
            {
                var puts = 0;
                var deleting = table.Before<TableCall.Put>(async call =>
                {
                    if (++puts == 2)
                        await table.DeleteAsync(new Delete(call.Write.Item.Key), CancellationToken.None);
                });
                await locks.TryAcquireAsync("a", Short);
                var other = new DistributedLock(deleting, Chance, time);
                var held = await other.TryAcquireAsync("a", Long, TimeSpan.FromMinutes(1));
                Assert.True(held!.IsHeld);
                Assert.Equal(3, puts);
            }
        );

    [Fact]
    public Task A_write_that_arrives_after_its_lock_was_found_held_is_no_acquisition() =>
        RunAsync(
            async (table, locks, time) =>
            {
                Put? late = null;
                // The first attempt hangs on the way, and the engine's next one finds the lock held.
                var slow = table.Before<TableCall.Put>(call =>
                {
                    late ??= call.Write;
                    return Task.CompletedTask;
                });
                var holder = (await locks.TryAcquireAsync("a", Long))!;
                await Task.Delay(TimeSpan.FromSeconds(1), time);
                var pauses = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
                var waiting = new DistributedLock(
                    slow,
                    Chance,
                    time,
                    new LockOptions { Looks = pauses }
                ).TryAcquireAsync("a", Short, Long);
                await Task.Delay(TimeSpan.FromSeconds(1), time);
                await holder.ReleaseAsync();
                await table.PutAsync(late!, CancellationToken.None);
                var seen = time.GetTimestamp();
                var held = (await waiting)!;
                // Others have seen it since, and would take it when its lease is over.
                Assert.True(time.GetElapsedTime(seen) >= Short);
                Assert.True(held.IsHeld);
            }
        );
}

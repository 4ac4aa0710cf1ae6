using LoopWorker.Core;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Patterns.Attempts;
using LoopWorker.Tables.Patterns.Counters;
using LoopWorker.Tables.Patterns.KeyValue;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.OneTime;
using LoopWorker.Tables.Patterns.Partitioned;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>What operations cost, as the page of the state toolkit says: calls, read units, write units.</summary>
public abstract class CostContract : PatternContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    /// <summary>What an engine charges for a transaction of one small item that is there.</summary>
    protected virtual double TransactionUnits => 2;

    private Task RunAsync(
        TableDefinition definition,
        Func<ITable, Func<(long, double, double)>, TimeProvider, Task> test
    ) =>
        RunAsync(async time =>
        {
            var meter = new TableMeter();
            var table = new ObservedTable(await CreateTableAsync(definition, time), time, meter);
            var before = TableUsage.None;
            await test(
                table,
                () =>
                {
                    var used = meter.Usage - before;
                    before = meter.Usage;
                    return (used.TotalCalls, used.Capacity.ReadUnits, used.Capacity.WriteUnits);
                },
                time
            );
        });

    [Fact]
    public Task Locks() =>
        RunAsync(
            DistributedLock.Definition(FreshName()),
            async (table, used, time) =>
            {
                var locks = new DistributedLock(table, Chance, time);
                var held = await locks.TryAcquireAsync("a", Long);
                Assert.Equal((1, 0, 1), used());
                Assert.Null(await locks.TryAcquireAsync("a", Long));
                Assert.Equal((1, 0, 1), used());
                await held!.RenewAsync();
                Assert.Equal((1, 0, 1), used());
                await held.ReleaseAsync();
                Assert.Equal((1, 0, 1), used());
                Assert.NotNull(await locks.TryAcquireAsync("a", Long));
                Assert.Equal((1, 0, 1), used());
            }
        );

    [Fact]
    public Task Locks_that_others_hold() =>
        RunAsync(
            DistributedLock.Definition(FreshName()),
            async (table, used, time) =>
            {
                var held = (await new DistributedLock(table, Chance, time).TryAcquireAsync("a", Long))!;
                used();
                var pauses = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
                var locks = new DistributedLock(table, Chance, time, new LockOptions { Looks = pauses });
                Assert.Null(await locks.TryAcquireAsync("a", Long));
                Assert.Equal((1, 0, 1), used());
                Assert.Null(await locks.TryAcquireAsync("a", Long));
                Assert.Equal((1, 1, 0), used());
                // However long it is waited for, nothing is written but the lock itself.
                var waiting = locks.TryAcquireAsync("a", Long, TimeSpan.FromMinutes(5));
                await Task.Delay(TimeSpan.FromMilliseconds(200), time);
                await held.ReleaseAsync();
                var taken = (await waiting)!;
                var (calls, reads, writes) = used();
                Assert.Equal(2, writes);
                Assert.Equal(1 + (calls - writes - 1) * 0.5, reads);
                Assert.InRange(calls, 4, long.MaxValue);
                await taken.ReleaseAsync();
                Assert.Equal((1, 0, 1), used());
                // Who has met others looks first, once.
                taken = (await locks.TryAcquireAsync("a", Long))!;
                Assert.Equal((2, 1, 1), used());
                await taken.ReleaseAsync();
                used();
                Assert.NotNull(await locks.TryAcquireAsync("a", Long));
                Assert.Equal((1, 0, 1), used());
            }
        );

    [Fact]
    public Task Counters() =>
        RunAsync(
            KeyValueTable.Definition(FreshName()),
            async (table, used, _) =>
            {
                var counter = new KeyValueCounter(table, "n");
                await counter.IncrementAsync("a");
                Assert.Equal((1, 0, 1), used());
                await counter.IncrementOnceAsync("a", "token");
                // DynamoDB Local charges the item before and after.
                Assert.Equal((1, 0, TransactionUnits), used());
            }
        );

    [Fact]
    public Task What_lies_in_partitions() =>
        RunAsync(
            PartitionedKeyValueTable.Definition(FreshName()),
            async (table, used, time) =>
            {
                var actions = new OneTimeActions(table, Chance, time);
                await actions.DoOnceAsync("u", "a", _ => Task.FromResult(1));
                Assert.Equal((2, 0, 2), used());
                await actions.DoOnceAsync("u", "a", _ => Task.FromResult(1));
                Assert.Equal((1, 0, 1), used());
                await actions.HaveAlreadyDoneAsync("u", "a");
                Assert.Equal((1, 1, 0), used());
                await new LimitedAttempts(table, Chance, time).AttemptAsync(new("p", "n", "s"), new(3, Long));
                Assert.Equal((2, 1, 1), used());
                var sets = new PartitionedKeyValueTable(table, Chance, time).Sets;
                await sets.AddAsync(new("p", "n", "t"), ["a"], ContractJson.Default.ListString);
                Assert.Equal((2, 1, 1), used());
            }
        );
}

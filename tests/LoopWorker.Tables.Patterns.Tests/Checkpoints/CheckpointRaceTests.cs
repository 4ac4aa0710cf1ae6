using FsCheck.Fluent;
using LoopWorker.Core;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Patterns.Tests.Support;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tables.Patterns.Tests.Checkpoints;

/// <summary>Savers and readers whose calls come in any order.</summary>
public sealed class CheckpointRaceTests
{
    private const string Thread = "user-123";
    private static readonly DateTimeOffset Start = new(2034, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CheckpointOptions Small = new() { CompressAbove = 32, PartBytes = 64 };

    [Fact]
    public void Savers_never_mix_and_readers_find_one_of_the_states_whole() =>
        Property.Holds(
            Gen.Choose(0, int.MaxValue),
            seed =>
                VirtualTimeScheduler.Run(
                    Start,
                    async clock =>
                    {
                        var random = new Random(seed);
                        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock);
                        string?[] states = [null, .. Enumerable.Range(0, 5).Select(i => StateOf(random, i))];
                        var savers = states[1..]
                            .Select(state => Open(table, clock, random).SaveAsync(Thread, state!, default));
                        var readers = Enumerable
                            .Range(0, 5)
                            .Select(_ => Open(table, clock, random).LoadAsync(Thread, default));
                        var saving = savers.ToList();
                        foreach (var read in await Task.WhenAll(readers))
                            Assert.Contains(read?.State, states);
                        await Task.WhenAll(saving);

                        Assert.Contains(
                            (await Open(table, clock, random).LoadAsync(Thread, default))?.State,
                            states[1..]
                        );
                        var items = (await table.ScanAsync(new Scan(), default)).Items;
                        var head = items.Single(item => item.Key.Partition == Thread);
                        Assert.Equal((head["parts"]?.AsInt64 ?? 0) + 1, items.Count);
                    }
                )
        );

    [Fact]
    public void Deletions_among_saves_leave_a_whole_state_or_nothing() =>
        Property.Holds(
            Gen.Choose(0, int.MaxValue),
            seed =>
                VirtualTimeScheduler.Run(
                    Start,
                    async clock =>
                    {
                        var random = new Random(seed);
                        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock);
                        string?[] states = [null, .. Enumerable.Range(0, 3).Select(i => StateOf(random, i))];
                        var work = states.Select(state =>
                            state is null
                                ? Open(table, clock, random).DeleteAsync(Thread, default)
                                : Open(table, clock, random).SaveAsync(Thread, state, default)
                        );
                        await Task.WhenAll(work);

                        Assert.Contains((await Open(table, clock, random).LoadAsync(Thread, default))?.State, states);
                        await Open(table, clock, random).DeleteAsync(Thread, default);
                        Assert.Empty((await table.ScanAsync(new Scan(), default)).Items);
                    }
                )
        );

    [Fact]
    public void Of_counters_that_expect_a_version_none_is_lost() =>
        Property.Holds(
            Gen.Choose(0, int.MaxValue),
            seed =>
                VirtualTimeScheduler.Run(
                    Start,
                    async clock =>
                    {
                        var random = new Random(seed);
                        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock);
                        // The count is the length: it grows through all three forms.
                        async Task CountAsync()
                        {
                            var store = Open(table, clock, random);
                            while (true)
                            {
                                var loaded = await store.LoadAsync(Thread, default);
                                var next = States.Incompressible((loaded?.State.Length ?? 2) + 30, random.Next());
                                if ((await store.TrySaveAsync(Thread, next, loaded?.Info.Version ?? 0, default)).Saved)
                                    return;
                            }
                        }
                        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CountAsync()));
                        var last = await Open(table, clock, random).LoadAsync(Thread, default);
                        Assert.Equal((2 + 5 * 30, 5), (last!.State.Length, last.Info.Version));
                    }
                ),
            cases: 100
        );

    [Fact]
    public async Task A_reader_that_meets_a_change_in_the_middle_reads_again()
    {
        var clock = new VirtualClock(Start);
        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock);
        var writer = new CheckpointStore(table, Randomness.Unseeded(), clock, Small);
        await writer.SaveAsync(Thread, States.Incompressible(900, 0), default);
        var changes = 0;
        var watched = table.Before<TableCall.GetMany>(async _ =>
        {
            if (changes < 3)
                await writer.SaveAsync(Thread, States.Incompressible(900, ++changes), default);
        });

        var loaded = await new CheckpointStore(watched, Randomness.Unseeded(), clock).LoadAsync(Thread, default);

        Assert.Equal(3, changes);
        Assert.Equal(States.Incompressible(900, 3), loaded?.State);
    }

    [Fact]
    public async Task A_reader_that_only_meets_changes_gives_up()
    {
        var clock = new VirtualClock(Start);
        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock);
        var writer = new CheckpointStore(table, Randomness.Unseeded(), clock, Small);
        await writer.SaveAsync(Thread, States.Incompressible(900, 0), default);
        var watched = table.Before<TableCall.GetMany>(_ =>
            writer.SaveAsync(Thread, States.Incompressible(900, 1), default)
        );
        var reader = new CheckpointStore(watched, Randomness.Unseeded(), clock);
        var exception = await Assert.ThrowsAsync<TableException>(() => reader.LoadAsync(Thread, default));
        Assert.True(exception.IsTransient);
    }

    [Fact]
    public async Task A_save_that_was_given_up_as_overdue_fails_and_leaves_what_is_stored()
    {
        var clock = new VirtualClock(Start);
        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock);
        var other = new CheckpointStore(table, Randomness.Unseeded(), clock, Small);
        var slow = table.Before<TableCall.Transact>(_ =>
        {
            clock.Advance(Small.AbandonedAfter + TimeSpan.FromSeconds(2));
            return other.SaveAsync(Thread, States.Incompressible(900, 1), default);
        });
        var store = new CheckpointStore(slow, Randomness.Unseeded(), clock, Small);

        var exception = await Assert.ThrowsAsync<TableException>(() =>
            store.SaveAsync(Thread, States.Incompressible(900, 2), default)
        );

        Assert.Contains(nameof(CheckpointOptions.AbandonedAfter), exception.Message, StringComparison.Ordinal);
        Assert.Equal(States.Incompressible(900, 1), (await other.LoadAsync(Thread, default))?.State);
        await other.DeleteAsync(Thread, default);
        Assert.Empty((await table.ScanAsync(new Scan(), default)).Items);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Who_meets_anothers_transaction_waits_for_it_so_often(int meetings, bool isSaved) =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var met = 0;
                var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock)
                    .Before<TableCall.Put>(_ =>
                        ++met <= meetings
                            ? throw new TableException(TableErrors.TransactionConflict, "")
                            : Task.CompletedTask
                    )
                    .On<TableCall.Transact, TransactionResult>(
                        (call, next) =>
                            ++met <= meetings
                                ? Task.FromResult(Cancelled(CancellationCode.Conflict))
                                : call.MakeAsync(next)
                    );
                var store = new CheckpointStore(table, Randomness.Unseeded(), clock, Small);
                foreach (var size in (int[])[10, 900])
                {
                    met = 0;
                    var save = store.SaveAsync(Thread, States.Incompressible(size, 0), default);
                    if (isSaved)
                        await save;
                    else
                        Assert.True((await Assert.ThrowsAsync<TableException>(() => save)).IsTransient);
                    Assert.Equal(isSaved, await store.LoadAsync(Thread, default) is not null);
                    await store.DeleteAsync(Thread, default);
                }
            }
        );

    [Theory]
    [InlineData(CancellationCode.Throttled, TableErrors.Throttled)]
    [InlineData(CancellationCode.Invalid, TableErrors.Validation)]
    public async Task Another_reason_against_a_transaction_is_an_error(CancellationCode reason, string expected)
    {
        var clock = new VirtualClock(Start);
        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock).On<
            TableCall.Transact,
            TransactionResult
        >((_, _) => Task.FromResult(Cancelled(reason)));
        var store = new CheckpointStore(table, Randomness.Unseeded(), clock, Small);
        var exception = await Assert.ThrowsAsync<TableException>(() =>
            store.SaveAsync(Thread, States.Incompressible(900, 0), default)
        );
        Assert.Equal(expected, exception.Code);
    }

    private static TransactionResult Cancelled(CancellationCode code) =>
        new([CancellationReason.None, new CancellationReason(code)], default);

    private static string StateOf(Random random, int seed) =>
        States.Incompressible(
            random.Next(3) switch
            {
                0 => 20,
                1 => 60,
                _ => random.Next(200, 4000),
            },
            seed
        );

    // Every call waits for a while before it is made, and its answer for a while after.
    private static CheckpointStore Open(ITable table, VirtualClock clock, Random random)
    {
        Task Wait() => Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 50)), clock);
        return new CheckpointStore(new DelayedTable(table, Wait), Randomness.Seeded(random.Next()), clock, Small);
    }

    private sealed class DelayedTable(ITable table, Func<Task> wait) : InterceptedTable(table)
    {
        protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
        {
            await wait();
            var answer = await call.MakeAsync(next);
            await wait();
            return answer;
        }
    }
}

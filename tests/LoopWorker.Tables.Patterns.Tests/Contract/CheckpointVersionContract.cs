using LoopWorker.Core;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Patterns.Tests.Support;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>Saves that expect a version, and saves at the same time.</summary>
public abstract class CheckpointVersionContract : CheckpointPattern
{
    [Theory]
    [InlineData(10)]
    [InlineData(900)]
    public async Task A_save_takes_place_only_on_the_version_that_it_expects(int size)
    {
        var (table, store) = await CreateAsync(Small);
        Assert.Equal(new(Saved: true, 1), await store.TrySaveAsync(Thread, States.Incompressible(size, 1), 0, None));
        Assert.Equal(new(Saved: true, 2), await store.TrySaveAsync(Thread, States.Incompressible(size, 2), 1, None));
        Assert.Equal(new(Saved: false, 2), await store.TrySaveAsync(Thread, States.Incompressible(size, 3), 1, None));
        Assert.Equal(new(Saved: false, 2), await store.TrySaveAsync(Thread, States.Incompressible(size, 4), 0, None));
        Assert.Equal(new(Saved: false, 2), await store.TrySaveAsync(Thread, States.Incompressible(size, 5), 3, None));

        var loaded = await store.LoadAsync(Thread, None);
        Assert.Equal(States.Incompressible(size, 2), loaded?.State);
        Assert.Equal(2, loaded?.Info.Version);
        var stored = await Stored(table, Key);
        Assert.Equal(2, stored?["version"]?.AsInt64);
        // Those that were refused have left no parts.
        Assert.Equal((stored?["parts"]?.AsInt64 ?? 0) + 1, (await AllItems(table)).Count);
    }

    [Fact]
    public async Task Of_a_thread_without_a_version_the_version_is_0()
    {
        var (_, store) = await CreateAsync();
        Assert.Equal(new(Saved: false, 0), await store.TrySaveAsync(Thread, "{}", 1, None));
        await store.SaveAsync(Thread, "{}", None);
        Assert.Equal(new(Saved: false, 0), await store.TrySaveAsync(Thread, "{}", 1, None));
        Assert.Equal(new(Saved: true, 1), await store.TrySaveAsync(Thread, "{}", 0, None));
        await store.DeleteAsync(Thread, None);
        Assert.Equal(new(Saved: true, 1), await store.TrySaveAsync(Thread, "{}", 0, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.TrySaveAsync(Thread, "{}", -1, None));
    }

    [Fact]
    public async Task A_save_that_expects_none_counts_on_so_that_those_who_do_notice_it()
    {
        var (_, store) = await CreateAsync(Small);
        await store.TrySaveAsync(Thread, "{}", 0, None);
        await store.SaveAsync(Thread, States.Incompressible(900, 1), None);
        await store.SaveAsync(Thread, "[]", None);
        Assert.Equal(3, (await store.LoadAsync(Thread, None))?.Info.Version);
        Assert.Equal(new(Saved: false, 3), await store.TrySaveAsync(Thread, "{}", 1, None));
    }

    [Fact]
    public async Task A_state_whose_time_is_over_is_in_no_ones_way()
    {
        var (_, store) = await CreateAsync(new CheckpointOptions { TimeToLive = TimeSpan.FromHours(1) });
        await store.TrySaveAsync(Thread, "{}", 0, None);
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(new(Saved: false, 0), await store.TrySaveAsync(Thread, "[2]", 2, None));
        Assert.Equal(new(Saved: true, 2), await store.TrySaveAsync(Thread, "[0]", 0, None));
        Assert.Equal("[0]", (await store.LoadAsync(Thread, None))?.State);
        // Who loaded it while it was there may go on with it.
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(new(Saved: true, 3), await store.TrySaveAsync(Thread, "[2]", 2, None));
        Assert.Equal("[2]", (await store.LoadAsync(Thread, None))?.State);
    }

    [Fact]
    public async Task Savers_at_the_same_time_leave_one_of_their_states_whole_and_nothing_else()
    {
        var table = await CreateTableAsync(CheckpointStore.Definition(NewName()));
        // Savers wait for each other in real time: the engine's calls take some.
        var store = new CheckpointStore(table, Randomness.Unseeded(), TimeProvider.System, Small);
        string[] states = [.. Enumerable.Range(0, 6).Select(i => States.Incompressible(i % 3 == 2 ? 10 : 900, i))];

        await Task.WhenAll(states.Select(state => store.SaveAsync(Thread, state, None)));

        Assert.Contains((await store.LoadAsync(Thread, None))?.State, states);
        var parts = (await Stored(table, Key))?["parts"]?.AsInt64 ?? 0;
        Assert.Equal(parts + 1, (await AllItems(table)).Count);
    }

    [Fact]
    public async Task Of_those_who_expect_the_same_version_at_the_same_time_one_saves()
    {
        var table = await CreateTableAsync(CheckpointStore.Definition(NewName()));
        var store = new CheckpointStore(table, Randomness.Unseeded(), TimeProvider.System, Small);
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(i => store.TrySaveAsync(Thread, States.Incompressible(i % 2 == 0 ? 10 : 900, i), 0, None))
        );
        Assert.Single(results, result => result.Saved);
        Assert.All(results, result => Assert.Equal(1, result.Version));
        var winner = Array.FindIndex(results, result => result.Saved);
        Assert.Equal(
            States.Incompressible(winner % 2 == 0 ? 10 : 900, winner),
            (await store.LoadAsync(Thread, None))?.State
        );
    }
}

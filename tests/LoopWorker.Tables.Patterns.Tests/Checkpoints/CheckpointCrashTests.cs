using LoopWorker.Core;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Patterns.Tests.Support;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tables.Patterns.Tests.Checkpoints;

/// <summary>A process that crashes at any call leaves the old or the new state whole, and nothing that stays for ever.</summary>
public sealed class CheckpointCrashTests
{
    private const string Thread = "user-123";
    private const int Never = int.MaxValue;
    private static readonly DateTimeOffset Start = new(2034, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CheckpointOptions Small = new() { CompressAbove = 32, PartBytes = 64 };

    // Sizes of the old and the new state: 0 for none, 10 as text, 60 compressed, 900 in ten parts and 5000 in more than a batch.
    public static TheoryData<int, int, LastCall> Saves { get; } =
    [
        .. from before in (int[])[0, 10, 60, 900, 5000]
        from after in (int[])[10, 60, 900, 5000]
        from lastCall in Enum.GetValues<LastCall>()
        select new TheoryDataRow<int, int, LastCall>(before, after, lastCall),
    ];

    [Theory]
    [MemberData(nameof(Saves))]
    public async Task After_a_crash_at_any_call_of_a_save_the_old_or_the_new_state_is_read(
        int before,
        int after,
        LastCall lastCall
    )
    {
        var calls = await CallsOf(before, store => store.SaveAsync(Thread, New(after), default));
        Assert.InRange(calls, 1, 30);
        for (var crash = 1; crash <= calls; crash++)
        {
            var world = await World.CreateAsync(before);
            await world.CrashAsync(crash, lastCall, store => store.SaveAsync(Thread, New(after), default));
            string?[] possible = [before == 0 ? null : Old(before), New(after)];
            Assert.Contains(await world.LoadAsync(), possible);
        }
    }

    [Theory]
    [MemberData(nameof(Saves))]
    public async Task What_a_crash_leaves_behind_goes_with_the_next_large_save_and_with_a_deletion(
        int before,
        int after,
        LastCall lastCall
    )
    {
        var calls = await CallsOf(before, store => store.SaveAsync(Thread, New(after), default));
        for (var crash = 1; crash <= calls; crash++)
        {
            var world = await World.CreateAsync(before);
            await world.CrashAsync(crash, lastCall, store => store.SaveAsync(Thread, New(after), default));
            world.Clock.Advance(Small.AbandonedAfter + TimeSpan.FromSeconds(2));
            var next = States.Incompressible(700, seed: 3);
            await world.Store.SaveAsync(Thread, next, default);
            Assert.Equal(next, await world.LoadAsync());
            Assert.Equal(await world.PartsAsync() + 1, (await world.ItemsAsync()).Count);

            await world.CrashAsync(crash, lastCall, store => store.SaveAsync(Thread, New(after), default));
            world.Clock.Advance(Small.AbandonedAfter + TimeSpan.FromSeconds(2));
            await world.Store.DeleteAsync(Thread, default);
            Assert.Empty(await world.ItemsAsync());
        }
    }

    [Theory]
    [InlineData(10, LastCall.Lost)]
    [InlineData(10, LastCall.Unanswered)]
    [InlineData(900, LastCall.Lost)]
    [InlineData(900, LastCall.Unanswered)]
    [InlineData(5000, LastCall.HalfDone)]
    public async Task After_a_crash_at_any_call_of_a_deletion_the_state_is_there_or_gone(int before, LastCall lastCall)
    {
        var calls = await CallsOf(before, store => store.DeleteAsync(Thread, default));
        for (var crash = 1; crash <= calls; crash++)
        {
            var world = await World.CreateAsync(before);
            await world.CrashAsync(crash, lastCall, store => store.DeleteAsync(Thread, default));
            string?[] possible = [null, Old(before)];
            Assert.Contains(await world.LoadAsync(), possible);
            await world.Store.DeleteAsync(Thread, default);
            Assert.Empty(await world.ItemsAsync());
        }
    }

    [Fact]
    public async Task What_a_crash_leaves_behind_expires_where_states_do()
    {
        var options = Small with { TimeToLive = TimeSpan.FromHours(3) };
        var calls = await CallsOf(900, store => store.SaveAsync(Thread, New(900), default));
        for (var crash = 1; crash <= calls; crash++)
        {
            var world = await World.CreateAsync(900, options);
            await world.CrashAsync(crash, LastCall.Unanswered, store => store.SaveAsync(Thread, New(900), default));
            world.Clock.Advance(TimeSpan.FromHours(3) + TimeSpan.FromDays(1));
            Assert.Empty(await world.ItemsAsync());
        }
    }

    [Fact]
    public async Task A_save_that_is_under_way_keeps_its_parts_until_it_is_overdue()
    {
        var world = await World.CreateAsync(900);
        // It has registered and written its parts; what comes next is the change of the thread's item.
        await world.CrashAsync(3, LastCall.Lost, store => store.SaveAsync(Thread, New(900), default));
        var items = (await world.ItemsAsync()).Count;
        await world.Store.SaveAsync(Thread, Old(900), default);
        Assert.Equal(items, (await world.ItemsAsync()).Count);

        world.Clock.Advance(Small.AbandonedAfter + TimeSpan.FromSeconds(2));
        await world.Store.SaveAsync(Thread, Old(900), default);
        Assert.Equal(await world.PartsAsync() + 1, (await world.ItemsAsync()).Count);
    }

    private static string Old(int size) => States.Incompressible(size, seed: 1);

    private static string New(int size) => States.Incompressible(size, seed: 2);

    private static async Task<int> CallsOf(int before, Func<CheckpointStore, Task> work)
    {
        var world = await World.CreateAsync(before);
        return await world.CrashAsync(Never, LastCall.Lost, work);
    }

    private sealed class World
    {
        private readonly CheckpointOptions _options;
        private readonly InMemoryTable _table;

        private World(CheckpointOptions options)
        {
            _options = options;
            _table = new InMemoryTable(
                CheckpointStore.Definition("checkpoints"),
                Clock,
                new InMemoryTableOptions { TimeToLiveLag = TimeSpan.Zero }
            );
            Store = Open(_table);
        }

        public VirtualClock Clock { get; } = new(Start);

        public CheckpointStore Store { get; }

        public static async Task<World> CreateAsync(int before, CheckpointOptions? options = null)
        {
            var world = new World(options ?? Small);
            if (before > 0)
                await world.Store.SaveAsync(Thread, Old(before), default);
            return world;
        }

        /// <summary>Runs the work until it crashes, and says how many calls it made.</summary>
        public async Task<int> CrashAsync(int atCall, LastCall lastCall, Func<CheckpointStore, Task> work)
        {
            var table = new CrashingTable(_table, atCall, lastCall);
            try
            {
                await work(Open(table));
            }
            catch (TableException exception) when (exception.Code == TableErrors.Unreachable) { }
            return table.Calls;
        }

        public async Task<string?> LoadAsync() => (await Store.LoadAsync(Thread, default))?.State;

        public async Task<long> PartsAsync() =>
            (await _table.GetAsync(CheckpointStore.Keys.Key(Thread), Consistency.Strong, default))
                .Item
                ?["parts"]
                ?.AsInt64
            ?? 0;

        public async Task<List<Item>> ItemsAsync()
        {
            var items = new List<Item>();
            await foreach (var item in _table.ScanAllAsync(new Scan()))
                items.Add(item);
            return items;
        }

        private CheckpointStore Open(ITable table) => new(table, Randomness.Unseeded(), Clock, _options);
    }
}

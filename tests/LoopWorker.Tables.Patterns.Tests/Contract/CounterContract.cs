using LoopWorker.Tables.Patterns.Counters;
using LoopWorker.Tables.Patterns.KeyValue;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

public abstract class CounterContract : PatternContract
{
    private const int Counts = 2_000;

    private Task RunAsync(Func<ITable, Task> test) =>
        RunAsync(async time => await test(await CreateTableAsync(KeyValueTable.Definition(FreshName()), time)));

    [Fact]
    public Task Counters_go_up_and_down_from_0_and_begin_again_when_removed() =>
        RunAsync(async table =>
        {
            var counter = new KeyValueCounter(table, "calls");
            Assert.Equal(1, await counter.IncrementAsync("login"));
            Assert.Equal(42, await counter.IncrementAsync("login", 41));
            Assert.Equal(40, await counter.DecrementAsync("login", 2));
            Assert.Equal(-1, await counter.DecrementAsync("signup"));
            Assert.Equal(
                [new("login", 40), new("none", null), new("signup", -1), new("login", 40)],
                await counter.GetAsync(["login", "none", "signup", "login"])
            );
            await counter.DeleteAsync("login");
            Assert.Equal(1, await counter.IncrementAsync("login"));
            Assert.Empty(await counter.GetAsync([]));
        });

    [Fact]
    public Task The_item_is_the_documented_one() =>
        RunAsync(async table =>
        {
            await new KeyValueCounter(table, "calls").IncrementAsync("login", 3);
            var expected = Item.Of(KeyValueTable.Keys.Key("calls.login"), ("count", 3L));
            Assert.Equal(expected, await StoredAsync(table, expected.Key));
        });

    [Fact]
    public Task No_count_is_lost() =>
        RunAsync(async table =>
        {
            var counter = new KeyValueCounter(table, "");
            var seen = await AllAsync(
                Many,
                async caller =>
                {
                    var counts = new List<long>();
                    for (var i = caller; i < Counts; i += Many)
                        counts.Add(await counter.IncrementAsync("all"));
                    return counts;
                }
            );
            // Each count has a result of its own.
            Assert.Equal(Enumerable.Range(1, Counts).Select(i => (long)i), seen.SelectMany(counts => counts).Order());
        });

    [Fact]
    public Task A_count_with_a_token_counts_once() =>
        RunAsync(async table =>
        {
            var counter = new KeyValueCounter(table, "");
            await counter.IncrementOnceAsync("a", "one", 5);
            await counter.IncrementOnceAsync("a", "one", 5);
            await counter.IncrementOnceAsync("a", "two", 5);
            Assert.Equal(10, (await counter.GetAsync(["a"]))[0].Count);
        });

    [Fact]
    public Task A_scoped_counter_is_found_by_what_it_counts() =>
        RunAsync(async table =>
        {
            var counter = new KeyValueCounter(table, "users");
            var scoped = new KeyValueScopedCounter<(string Merchant, int Day)>(
                key => $"{key.Merchant}@{key.Day}",
                counter
            );
            Assert.Equal(5, await scoped.IncrementAsync(("m", 1), 5));
            Assert.Equal(4, await scoped.DecrementAsync(("m", 1)));
            Assert.Equal(4, await scoped.CurrentAsync(("m", 1)));
            Assert.Equal(0, await scoped.CurrentAsync(("m", 2)));
            Assert.Equal([new(("m", 2), null), new(("m", 1), 4)], await scoped.GetAsync([("m", 2), ("m", 1)]));
            Assert.Equal(4, (await counter.GetAsync(["m@1"]))[0].Count);
            await scoped.ResetAsync(("m", 1));
            Assert.Equal(0, await scoped.CurrentAsync(("m", 1)));
        });
}

using LoopWorker.Tables.Patterns.OneTime;
using LoopWorker.Tables.Patterns.Partitioned;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

public abstract class OneTimeContract : PatternContract
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static ItemKey Mark => PartitionedKeyValueTable.Keys.Key("user-1", "users.do_once.welcome");

    private Task RunAsync(Func<ITable, TimeProvider, Task> test) =>
        RunAsync(async time =>
            await test(await CreateTableAsync(PartitionedKeyValueTable.Definition(FreshName()), time), time)
        );

    private static OneTimeActions Actions(ITable table, TimeProvider time, OneTimeOptions? options = null) =>
        new(table, Chance, time, options);

    [Fact]
    public Task An_action_is_done_once_and_says_when() =>
        RunAsync(
            async (table, time) =>
            {
                var actions = Actions(table, time);
                Assert.Null(await actions.HaveAlreadyDoneAsync("user-1", "welcome"));
                var first = await actions.DoOnceAsync("user-1", "welcome", _ => Task.FromResult("sent"));
                Assert.True(first.DidAction);
                Assert.Equal("sent", first.Response);
                var again = await actions.DoOnceAsync<string>("user-1", "welcome", _ => throw Unreached());
                Assert.Equal(OneTimeState.AlreadyDone, again.State);
                Assert.Equal(first.At!.Value.ToUnixTimeMilliseconds(), again.At!.Value.ToUnixTimeMilliseconds());
                Assert.Equal(again.At, (await actions.HaveAlreadyDoneAsync("user-1", "welcome"))!.At);
                Assert.True((await actions.DoOnceAsync("user-2", "welcome", _ => Task.FromResult(1))).DidAction);
                await actions.ClearAsync("user-1", "welcome");
                Assert.True((await actions.DoOnceAsync("user-1", "welcome", _ => Task.FromResult(1))).DidAction);
            }
        );

    [Fact]
    public Task The_item_is_the_documented_one_and_others_marks_count() =>
        RunAsync(
            async (table, time) =>
            {
                var actions = Actions(table, time);
                var done = await actions.DoOnceAsync("user-1", "welcome", _ => Task.FromResult(1));
                var milliseconds = done.At!.Value.ToUnixTimeMilliseconds();
                Assert.Equal(Item.Of(Mark, ("data", $"{milliseconds}")), await StoredAsync(table, Mark));
                await PutAsync(table, Item.Of(Mark, ("data", "1711468800000")));
                Assert.Equal(
                    DateTimeOffset.FromUnixTimeSeconds(1711468800),
                    (await actions.HaveAlreadyDoneAsync("user-1", "welcome"))!.At
                );
                await PutAsync(table, Item.Of(Mark, ("data", "\"yes\"")));
                Assert.Null((await actions.HaveAlreadyDoneAsync("user-1", "welcome"))!.At);
            }
        );

    [Fact]
    public Task Marking_keeps_the_first_time() =>
        RunAsync(
            async (table, time) =>
            {
                var actions = Actions(table, time);
                await PutAsync(table, Item.Of(Mark, ("data", "1711468800000")));
                Assert.Equal(
                    DateTimeOffset.FromUnixTimeSeconds(1711468800),
                    await actions.MarkDoneAsync("user-1", "welcome")
                );
                Assert.NotNull(await actions.MarkDoneAsync("user-1", "goodbye"));
                Assert.NotNull(await actions.HaveAlreadyDoneAsync("user-1", "goodbye"));
            }
        );

    [Fact]
    public Task Of_64_callers_one_does_it_and_those_who_wait_learn_of_it() =>
        RunAsync(
            async (table, time) =>
            {
                var times = 0;
                var results = await AllAsync(
                    64,
                    i =>
                        Actions(table, time)
                            .DoOnceAsync(
                                "user-1",
                                "welcome",
                                async token =>
                                {
                                    Interlocked.Increment(ref times);
                                    await Task.Delay(TimeSpan.FromMilliseconds(20), time, token);
                                    return i;
                                },
                                patience: i % 2 == 0 ? TimeSpan.FromMinutes(1) : TimeSpan.Zero
                            )
                );
                Assert.Equal(1, times);
                Assert.Single(results, result => result.DidAction);
                Assert.All(
                    results.Where((result, i) => i % 2 == 0 && !result.DidAction),
                    result => Assert.Equal(OneTimeState.AlreadyDone, result.State)
                );
            }
        );

    [Fact]
    public Task An_action_that_fails_is_done_by_the_next_caller() =>
        RunAsync(
            async (table, time) =>
            {
                var actions = Actions(table, time);
                await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    actions.DoOnceAsync<int>("user-1", "welcome", _ => throw Unreached())
                );
                Assert.Null(await actions.HaveAlreadyDoneAsync("user-1", "welcome"));
                Assert.True((await actions.DoOnceAsync("user-1", "welcome", _ => Task.FromResult(1))).DidAction);
            }
        );

    [Fact]
    public Task An_action_that_takes_too_long_is_cancelled_and_done_by_the_next_caller() =>
        RunAsync(
            async (table, time) =>
            {
                var actions = Actions(table, time, new OneTimeOptions { Timeout = Short });
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                    actions.DoOnceAsync(
                        "user-1",
                        "welcome",
                        async token =>
                        {
                            await Task.Delay(TimeSpan.FromMinutes(10), time, token);
                            return 1;
                        }
                    )
                );
                Assert.True((await actions.DoOnceAsync("user-1", "welcome", _ => Task.FromResult(1))).DidAction);
            }
        );

    [Fact]
    public Task An_action_in_which_the_process_dies_is_done_again_when_it_has_stood_still() =>
        RunAsync(
            async (table, time) =>
            {
                await LeaveDeadClaimAsync(table);
                var actions = Actions(table, time);
                var early = await actions.DoOnceAsync<int>("user-1", "welcome", _ => throw Unreached());
                Assert.Equal(OneTimeState.UnderWay, early.State);
                Assert.Null(await actions.HaveAlreadyDoneAsync("user-1", "welcome"));
                var late = await actions.DoOnceAsync(
                    "user-1",
                    "welcome",
                    _ => Task.FromResult(1),
                    TimeSpan.FromMinutes(1)
                );
                Assert.True(late.DidAction);
            }
        );

    [Fact]
    public Task An_action_that_is_worse_done_twice_than_not_at_all_is_left_where_it_stopped() =>
        RunAsync(
            async (table, time) =>
            {
                var actions = Actions(table, time, new OneTimeOptions { IsRepeated = false });
                await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    actions.DoOnceAsync<int>("user-2", "welcome", _ => throw Unreached())
                );
                await LeaveDeadClaimAsync(table);
                foreach (var user in (string[])["user-1", "user-2"])
                {
                    var result = await actions.DoOnceAsync<int>(user, "welcome", _ => throw Unreached(), 3 * Short);
                    Assert.Equal(OneTimeState.UnderWay, result.State);
                    await actions.ClearAsync(user, "welcome");
                    Assert.True((await actions.DoOnceAsync(user, "welcome", _ => Task.FromResult(1))).DidAction);
                }
            }
        );

    // As a process leaves it that dies in the action.
    private static Task LeaveDeadClaimAsync(ITable table) =>
        PutAsync(
            table,
            Item.Of(
                Mark,
                ("data", ""),
                ("owner", "dead"),
                ("beat", 3L),
                ("leaseMs", (long)Short.TotalMilliseconds),
                ("expiresAt", 4102444800L),
                ("fencing", 1L)
            )
        );

    private static InvalidOperationException Unreached() => new("By the test.");
}

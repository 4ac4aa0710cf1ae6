using LoopWorker.Tables.Patterns.Attempts;
using LoopWorker.Tables.Patterns.Partitioned;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

public abstract class AttemptContract : PatternContract
{
    private static readonly CompoundKey Reset = new("password-reset", "attempts", "user-123");
    private static readonly AttemptLimit Three = new(3, TimeSpan.FromHours(1));

    private Task RunAsync(Func<ITable, LimitedAttempts, TimeProvider, Task> test) =>
        RunAsync(async time =>
        {
            var table = await CreateTableAsync(PartitionedKeyValueTable.Definition(FreshName()), time);
            await test(table, new LimitedAttempts(table, Chance, time), time);
        });

    [Fact]
    public Task As_many_attempts_may_be_made_as_the_limit_says_and_the_next_says_how_long_to_wait() =>
        RunAsync(
            async (_, attempts, _) =>
            {
                for (var number = 1; number <= 3; number++)
                {
                    var attempt = await attempts.AttemptAsync(Reset, Three, $"context {number}");
                    Assert.Equal(number, attempt.Number);
                    Assert.Equal("context 1", attempt.Context);
                }
                var refused = await Assert.ThrowsAsync<AttemptsException>(() => attempts.AttemptAsync(Reset, Three));
                Assert.InRange(refused.TimeToWait, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
                Assert.Equal(Three, refused.Limit);
                Assert.Equal(1, (await attempts.AttemptAsync(Reset with { Sort = "other" }, Three)).Number);
            }
        );

    [Fact]
    public Task A_success_clears_them() =>
        RunAsync(
            async (_, attempts, _) =>
            {
                await attempts.AttemptAsync(Reset, Three);
                var second = await attempts.AttemptAsync(Reset, Three);
                await second.ClearAsync();
                Assert.Equal(1, (await attempts.AttemptAsync(Reset, Three)).Number);
            }
        );

    [Fact]
    public Task The_item_is_the_documented_one_and_attempts_of_a_time_that_is_over_do_not_count() =>
        RunAsync(
            async (table, attempts, time) =>
            {
                var key = PartitionedKeyValueTable.Keys.Key("password-reset", "attempts.user-123");
                await PutAsync(
                    table,
                    Item.Of(key, ("data", """{"created":1711468800000,"data":"old","attempts":3}"""))
                );
                Assert.Equal(1, (await attempts.AttemptAsync(Reset, Three)).Number);
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                await PutAsync(table, Item.Of(key, ("data", $$"""{"created":{{now}},"data":"mine","attempts":1}""")));
                Assert.Equal("mine", (await attempts.AttemptAsync(Reset, Three)).Context);
                Assert.Equal(
                    Item.Of(key, ("data", $$"""{"created":{{now}},"data":"mine","attempts":2}""")),
                    await StoredAsync(table, key)
                );
            }
        );

    [Fact]
    public Task Many_at_once_get_no_more_than_the_limit() =>
        RunAsync(
            async (_, attempts, _) =>
            {
                var limit = new AttemptLimit(5, TimeSpan.FromHours(1));
                var numbers = await AllAsync(
                    Many,
                    async _ =>
                    {
                        try
                        {
                            return (await attempts.AttemptAsync(Reset, limit)).Number;
                        }
                        catch (AttemptsException)
                        {
                            return 0;
                        }
                    }
                );
                Assert.Equal([1, 2, 3, 4, 5], numbers.Where(number => number > 0).Order());
            }
        );
}

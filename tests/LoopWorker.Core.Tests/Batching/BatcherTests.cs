using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.VirtualTime;

namespace LoopWorker.Core.Tests.Batching;

public sealed class BatcherTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_waiting_goes_together_up_to_the_limit() =>
        Assert.Equal([4, 4, 2], RunWith(new BatchOptions { Limit = 4 }, items: 10));

    [Fact]
    public void A_batch_that_is_not_full_waits_a_little_for_company()
    {
        var sizes = new List<int>();
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var batcher = new Batcher<int>(
                    new BatchOptions { Limit = 10, Linger = TimeSpan.FromMilliseconds(5) },
                    batch =>
                    {
                        sizes.Add(batch.Count);
                        return Task.CompletedTask;
                    },
                    clock
                );
                var running = batcher.RunAsync();
                for (var i = 0; i < 6; i++)
                {
                    await batcher.AddAsync(i);
                    await Task.Delay(TimeSpan.FromMilliseconds(2), clock);
                }
                batcher.Complete();
                await running;
            }
        );
        Assert.Equal([3, 3], sizes);
    }

    [Fact]
    public void No_more_batches_are_under_way_than_allowed_and_the_rest_gathers_meanwhile()
    {
        var most = 0;
        var sizes = new List<int>();
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var underWay = 0;
                var batcher = new Batcher<int>(
                    new BatchOptions { Limit = 100, Concurrency = 2 },
                    async batch =>
                    {
                        most = Math.Max(most, ++underWay);
                        sizes.Add(batch.Count);
                        await Task.Delay(TimeSpan.FromSeconds(1), clock);
                        underWay--;
                    },
                    clock
                );
                var running = batcher.RunAsync();
                for (var i = 0; i < 20; i++)
                {
                    await batcher.AddAsync(i);
                    await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
                }
                batcher.Complete();
                await running;
            }
        );
        Assert.Equal(2, most);
        Assert.Equal([1, 1, 18], sizes);
    }

    [Fact]
    public void Whoever_adds_to_a_full_batcher_waits() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var release = new TaskCompletionSource();
                var batcher = new Batcher<int>(new BatchOptions { Limit = 1, Capacity = 2 }, _ => release.Task, clock);
                var running = batcher.RunAsync();
                await batcher.AddAsync(1);
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
                await batcher.AddAsync(2);
                await batcher.AddAsync(3);
                var fourth = batcher.AddAsync(4);
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
                Assert.False(fourth.IsCompleted);
                release.SetResult();
                await fourth;
                batcher.Complete();
                await running;
            }
        );

    [Fact]
    public void What_the_handling_throws_later_ends_the_batcher_though_no_more_items_come() =>
        Assert.Throws<FormatException>(() =>
            VirtualTimeScheduler.Run(
                Start,
                async clock =>
                {
                    var batcher = new Batcher<int>(
                        new BatchOptions { Limit = 1, Concurrency = 4 },
                        async _ =>
                        {
                            await Task.Delay(TimeSpan.FromSeconds(1), clock);
                            throw new FormatException();
                        },
                        clock
                    );
                    var running = batcher.RunAsync();
                    await batcher.AddAsync(1);
                    await running;
                }
            )
        );

    [Fact]
    public void Of_loops_that_belong_together_the_first_fault_ends_the_waiting() =>
        Assert.Throws<FormatException>(() =>
            VirtualTimeScheduler.Run(
                Start,
                async clock =>
                    await FailFast.WhenAllAsync(new TaskCompletionSource().Task, FailAsync(clock), Task.CompletedTask)
            )
        );

    [Fact]
    public void What_the_handling_throws_ends_the_batcher() =>
        Assert.Throws<FormatException>(() =>
            VirtualTimeScheduler.Run(
                Start,
                async clock =>
                {
                    var batcher = new Batcher<int>(
                        new BatchOptions { Limit = 1 },
                        _ => throw new FormatException(),
                        clock
                    );
                    var running = batcher.RunAsync();
                    await batcher.AddAsync(1);
                    await running;
                }
            )
        );

    private static List<int> RunWith(BatchOptions options, int items)
    {
        var sizes = new List<int>();
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var batcher = new Batcher<int>(
                    options,
                    batch =>
                    {
                        sizes.Add(batch.Count);
                        return Task.CompletedTask;
                    },
                    clock
                );
                for (var i = 0; i < items; i++)
                    await batcher.AddAsync(i);
                batcher.Complete();
                await batcher.RunAsync();
            }
        );
        return sizes;
    }

    private static async Task FailAsync(VirtualClock clock)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        throw new FormatException();
    }
}

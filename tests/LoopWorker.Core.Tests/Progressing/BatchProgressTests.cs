using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Core.Tests.Progressing;

/// <summary>How batchers and delay queues tell what they have not dealt with.</summary>
public sealed class BatchProgressTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_batcher_has_work_until_it_is_handled_and_stands_while_the_handling_does() =>
        Run(async clock =>
        {
            var release = new TaskCompletionSource();
            var batcher = new Batcher<int>(new BatchOptions { Limit = 2 }, _ => release.Task, clock);
            var running = batcher.RunAsync();
            Assert.Equal(default, batcher.Progress);
            for (var i = 0; i < 3; i++)
                await batcher.AddAsync(i);
            await Task.Delay(10 * Second, clock);
            Assert.Equal(new Progress(3, 10 * Second), batcher.Progress);
            release.SetResult();
            batcher.Complete();
            await running;
            Assert.Equal(default, batcher.Progress);
        });

    [Fact]
    public void What_a_full_batcher_made_wait_is_counted_once_and_what_it_refused_never() =>
        Run(async clock =>
        {
            var batcher = new Batcher<int>(
                new BatchOptions { Limit = 1, Capacity = 1 },
                _ => Task.Delay(Second, clock),
                clock
            );
            Assert.True(batcher.TryAdd(1));
            Assert.False(batcher.TryAdd(2));
            var second = batcher.AddAsync(2);
            var running = batcher.RunAsync();
            await second;
            Assert.Equal(2, batcher.Progress.Pending);
            batcher.Complete();
            Assert.False(batcher.TryAdd(3));
            await running;
            Assert.Equal(default, batcher.Progress);
        });

    [Fact]
    public void Of_several_keys_one_that_hangs_is_seen_though_the_others_move() =>
        Run(async clock =>
        {
            var release = new TaskCompletionSource();
            var batcher = new KeyedBatcher<string, int>(
                new BatchOptions { Limit = 1 },
                (key, _) => key == "hangs" ? release.Task : Task.CompletedTask,
                clock
            );
            await batcher.AddAsync("hangs", 1);
            for (var i = 0; i < 10; i++)
            {
                await Task.Delay(Second, clock);
                await batcher.AddAsync("moves", i);
            }
            await Task.Delay(Second, clock);
            Assert.Equal(new Progress(1, 11 * Second), batcher.Progress);
            release.SetResult();
            batcher.Complete();
            await batcher.RunAsync();
            Assert.Equal(default, batcher.Progress);
        });

    [Fact]
    public void What_is_not_yet_due_is_no_work_and_what_is_overdue_stands() =>
        Run(async clock =>
        {
            using var queue = new DelayQueue<string>(clock);
            queue.Add(("a", queue.Now + 2 * Second), ("b", queue.Now + Second));
            await Task.Delay(Second, clock);
            Assert.Equal(default, queue.Progress);
            await Task.Delay(4 * Second, clock);
            Assert.Equal(new Progress(1, 4 * Second), queue.Progress);
            await queue.TakeDueAsync();
            Assert.Equal(default, queue.Progress);
            queue.Add(("c", queue.Now));
            await Task.Delay(Second, clock);
            Assert.Equal(Second, queue.Progress.Still);
            queue.Close();
            Assert.Equal(default, queue.Progress);
        });

    private static void Run(Func<VirtualClock, Task> test) => VirtualTimeScheduler.Run(DateTimeOffset.UnixEpoch, test);
}

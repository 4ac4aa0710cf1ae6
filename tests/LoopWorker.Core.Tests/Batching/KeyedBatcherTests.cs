using System.Threading.Channels;
using LoopWorker.Core.Batching;
using LoopWorker.VirtualTime;

namespace LoopWorker.Core.Tests.Batching;

public sealed class KeyedBatcherTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Items_of_one_key_go_together_and_those_of_others_side_by_side() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var batches = new List<(string Key, int Count)>();
                var slow = new TaskCompletionSource();
                var batcher = Of(
                    async (key, batch) =>
                    {
                        batches.Add((key, batch.Count));
                        if (key == "slow")
                            await slow.Task;
                    },
                    clock
                );
                var running = batcher.RunAsync();
                for (var i = 0; i < 12; i++)
                {
                    await batcher.AddAsync("slow", i);
                    await batcher.AddAsync("fast", i);
                }
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
                Assert.Equal([("slow", 10), ("fast", 10), ("fast", 2)], batches);
                batcher.Complete();
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
                Assert.False(running.IsCompleted);
                slow.SetResult();
                await running;
                Assert.Equal(("slow", 2), batches[^1]);
            }
        );

    [Fact]
    public void What_handling_throws_ends_all() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var batcher = Of((_, _) => throw new InvalidDataException("By the test."), clock);
                await batcher.AddAsync("key", 1);
                await Assert.ThrowsAsync<InvalidDataException>(batcher.RunAsync);
            }
        );

    [Fact]
    public void Completed_without_items_it_ends_and_takes_none() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var batcher = Of((_, _) => Task.CompletedTask, clock);
                batcher.Complete();
                await batcher.RunAsync();
                await Assert.ThrowsAsync<ChannelClosedException>(async () => await batcher.AddAsync("key", 1));
            }
        );

    private static KeyedBatcher<string, int> Of(Func<string, IReadOnlyList<int>, Task> handle, TimeProvider time) =>
        new(new BatchOptions { Limit = 10, Linger = TimeSpan.FromMilliseconds(5) }, handle, time);
}

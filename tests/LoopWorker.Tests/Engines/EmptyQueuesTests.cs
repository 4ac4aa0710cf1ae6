using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tests.Engines;

/// <summary>When queues pass for empty, where their counts are exact and where they lag as SQS's do.</summary>
public sealed class EmptyQueuesTests
{
    private static readonly QueueDepth None = new(0, 0, 0);

    [Fact]
    public void Emulators_are_believed_within_a_second() =>
        Run(async (clock, queue) => Assert.InRange(await WaitAsync(clock, queue, QuietRule.OnEmulators), 0, 1));

    [Fact]
    public void On_AWS_none_has_to_be_counted_for_minutes() =>
        Run(
            async (clock, queue) =>
                Assert.InRange(
                    await WaitAsync(clock, queue, QuietRule.OnAws),
                    QuietRule.OnAws.For.TotalSeconds,
                    QuietRule.OnAws.For.TotalSeconds + 30
                )
        );

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    public void A_message_that_SQS_counts_late_is_waited_for(int lag) =>
        Run(
            async (clock, queue) =>
            {
                await SendAsync(queue);
                var lagging = queue.On(
                    async (QueueCall.GetDepth call, IQueue next) =>
                        clock.Elapsed < TimeSpan.FromSeconds(lag) ? None : await call.MakeAsync(next)
                );
                var waiting = WaitAsync(clock, lagging, QuietRule.OnAws);
                await Task.Delay(TimeSpan.FromMinutes(30), clock);
                Assert.False(waiting.IsCompleted);
                await queue.PurgeAsync(CancellationToken.None);
                Assert.True(await waiting > 30 * 60);
            }
        );

    [Fact]
    public void A_count_that_fails_is_none_of_none() =>
        Run(
            async (clock, queue) =>
            {
                var failing = queue.On(
                    async (QueueCall.GetDepth call, IQueue next) =>
                        clock.Elapsed < TimeSpan.FromMinutes(10)
                            ? throw new QueueException(QueueErrors.ServiceUnavailable, "By the test.")
                            : await call.MakeAsync(next)
                );
                Assert.InRange(await WaitAsync(clock, failing, QuietRule.OnAws), 13 * 60, 14 * 60);
            }
        );

    [Fact]
    public void What_is_settled_between_two_counts_is_not_quiet() =>
        Run(
            async (clock, queue) =>
            {
                // One every two minutes, gone before it is counted.
                var seconds = await WaitAsync(
                    clock,
                    queue,
                    QuietRule.OnAws,
                    () => Math.Min(10, (long)(clock.Elapsed / TimeSpan.FromMinutes(2)))
                );
                Assert.InRange(seconds, 23 * 60, 24 * 60);
            }
        );

    [Theory]
    [InlineData("sqs.eu-central-1.amazonaws.com", true)]
    [InlineData("vpce-1-2.sqs.us-east-1.vpce.amazonaws.com:443", true)]
    [InlineData("localhost:4566", false)]
    [InlineData("sqs.us-east-1.localhost.localstack.cloud:4566", false)]
    public void Where_calls_go_decides(string host, bool isAws) =>
        Assert.Equal(isAws ? QuietRule.OnAws : QuietRule.OnEmulators, QuietRule.Of([host, "dynamodb.localhost"]));

    private static void Run(Func<VirtualClock, InMemoryQueue, Task> test) =>
        VirtualTimeScheduler.Run(
            new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero),
            async clock =>
            {
                var queues = new InMemoryQueueService(Randomness.Seeded(1).NextId, clock);
                await test(
                    clock,
                    (InMemoryQueue)await queues.CreateAsync(new QueueDefinition("events"), CancellationToken.None)
                );
            }
        );

    private static Task SendAsync(InMemoryQueue queue) =>
        queue.SendAsync([new OutgoingMessage("body")], CancellationToken.None);

    // How many seconds it took.
    private static async Task<double> WaitAsync(
        VirtualClock clock,
        IQueue queue,
        QuietRule rule,
        Func<long>? settled = null
    )
    {
        await new EmptyQueues(rule, Randomness.Seeded(1), clock).WaitAsync([queue], CancellationToken.None, settled);
        return clock.Elapsed.TotalSeconds;
    }
}

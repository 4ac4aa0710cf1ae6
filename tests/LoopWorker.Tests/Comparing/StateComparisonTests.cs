using LoopWorker.Comparing;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Processing;
using LoopWorker.Queues.Messages;
using LoopWorker.Tests.Support;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tests.Comparing;

public sealed class StateComparisonTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null)]
    [InlineData("dead.fifo")]
    public void Dead_letters_of_the_routing_queue_count_too_and_each_once(string? shared) =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var settings = Settings.Routed();
                settings.Queues.Sources[0].Queue = "events.fifo";
                settings.Queues.Sources[0].DeadLetterQueue = shared;
                settings.Routing.DeadLetterQueue = shared;
                var engine = await EmbeddedEngine.CreateAsync(settings, Randomness.Seeded(1), clock);
                var letter = new OutgoingMessage("x") { GroupId = "u1", DeduplicationId = "1" };
                await (await engine.Queues.OpenAsync(shared ?? "routing-dlq.fifo", CancellationToken.None)).SendAsync(
                    [letter],
                    CancellationToken.None
                );

                var report = await StateComparison.ReadAsync(
                    await engine.OpenAsync(CancellationToken.None),
                    [new InputLine("file", 7, "x")],
                    ringCapacity: 10,
                    Start,
                    consume: false,
                    CancellationToken.None
                );

                Assert.Equal(7, Assert.Single(report.DeadLetters).Line.Number);
            }
        );
}

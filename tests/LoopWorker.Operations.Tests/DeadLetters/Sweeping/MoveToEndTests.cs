using LoopWorker.Core;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters.Sweeping;

/// <summary>FIFO queues: letters that go behind all others of their message groups.</summary>
public sealed class MoveToEndTests
{
    [Fact]
    public void They_are_there_as_they_were_and_count_as_seen() =>
        RunAsync(
            async (world, sweep) =>
            {
                var before = world.DeadLetters.Snapshot();
                List<string> seen = [];
                while (await sweep.NextAsync(CancellationToken.None) is { Count: > 0 } messages)
                {
                    seen.AddRange(messages.Select(message => message.Body));
                    await sweep.MoveToEndAsync(messages, "test", CancellationToken.None);
                }

                Assert.Equal(before.Select(message => message.Body).Order(), seen.Order());
                Assert.Equal(
                    before.Select(Content),
                    world
                        .DeadLetters.Snapshot()
                        .OrderBy(message => message.SequenceNumber, StringComparer.Ordinal)
                        .Select(Content)
                );
            }
        );

    [Fact]
    public void One_that_is_refused_stays_where_it_is_and_that_is_thrown() =>
        RunAsync(
            async (world, sweep) =>
            {
                var messages = await sweep.NextAsync(CancellationToken.None);

                var failure = await Assert.ThrowsAsync<QueueException>(() =>
                    sweep.MoveToEndAsync(messages, "test", CancellationToken.None)
                );

                Assert.Equal("TooBig", failure.Code);
                Assert.Equal(4, world.DeadLetters.Snapshot().Count);
                Assert.Contains(world.DeadLetters.Snapshot(), message => message.MessageId == messages[0].MessageId);
            },
            refused: "0"
        );

    [Fact]
    public void Stopped_in_between_each_is_there_once() =>
        RunAsync(
            async (world, sweep) =>
            {
                using var stop = new CancellationTokenSource();
                var stopping = new QueueSweep(
                    world.DeadLetters.On(
                        async (QueueCall.Send call, IQueue next) =>
                        {
                            var result = await call.MakeAsync(next);
                            stop.Cancel();
                            return result;
                        }
                    ),
                    World.Quick,
                    Randomness.Seeded(1),
                    world.Clock
                );
                await using (stopping)
                {
                    var messages = await stopping.NextAsync(CancellationToken.None);
                    Assert.Equal(4, messages.Count);
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                        stopping.MoveToEndAsync(messages, "test", stop.Token)
                    );
                }
                Assert.Equal(
                    ["0", "1", "2", "3"],
                    world.DeadLetters.Snapshot().Select(message => message.Body).Order()
                );
            }
        );

    private static (string, string?, string?, string?) Content(ReceivedMessage message) =>
        (message.Body, message.GroupId, message.TraceHeader, message.Attributes["name"].Text);

    private static void RunAsync(Func<World, QueueSweep, Task> test, string? refused = null) =>
        World.Run(
            async world =>
            {
                await world.DeadLetters.SendAsync(
                    [
                        .. Enumerable
                            .Range(0, 4)
                            .Select(i => new OutgoingMessage($"{i}")
                            {
                                GroupId = $"g{i % 2}",
                                DeduplicationId = $"d{i}",
                                TraceHeader = $"Root=1-5759e988-bd862e3fe1be46a99427279{i}",
                                Attributes = new Dictionary<string, MessageAttribute>
                                {
                                    ["name"] = MessageAttribute.String($"a{i}"),
                                },
                            }),
                    ],
                    CancellationToken.None
                );
                var queue = world.DeadLetters.On(
                    async Task<IReadOnlyList<SendOutcome>> (QueueCall.Send call, IQueue next) =>
                        call.Messages.Any(message => message.Body == refused)
                            ? [.. call.Messages.Select(_ => new SendOutcome(null, new("TooBig", "x", true)))]
                            : await call.MakeAsync(next)
                );
                await using var sweep = new QueueSweep(queue, World.Quick, Randomness.Seeded(1), world.Clock);
                await test(world, sweep);
            },
            fifo: true
        );
}

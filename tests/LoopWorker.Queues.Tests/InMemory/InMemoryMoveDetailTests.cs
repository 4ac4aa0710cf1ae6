using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using static LoopWorker.Queues.Tests.InMemory.InMemoryRig;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>Moves that SQS makes slowly, or fails.</summary>
public sealed class InMemoryMoveDetailTests
{
    [Fact]
    public void What_came_by_no_policy_stays_when_no_destination_is_named() =>
        Run(async rig =>
        {
            var (queue, deadLetters) = await rig.CreateWithDeadLettersAsync(maxReceiveCount: 1);
            await SendAsync(deadLetters, "direct");
            await DieAsync(queue, "a");
            Assert.Equal(
                new MoveTask("dead", Destination: null, Moved: 1, ToMove: 2, Finished: true),
                await rig.Service.StartMoveAsync("dead", null, perSecond: null, default)
            );
            Assert.Equal(["direct"], await BodiesAsync(ReceiveAsync(deadLetters)));
            Assert.Equal(["a"], await BodiesAsync(ReceiveAsync(queue)));
        });

    [Fact]
    public void What_is_in_flight_stays() =>
        Run(async rig =>
        {
            var (queue, deadLetters) = await rig.CreateWithDeadLettersAsync(maxReceiveCount: 1);
            await SendAsync(deadLetters, "peeked at", "b");
            await ReceiveAsync(deadLetters, 1);
            Assert.Equal(1, (await rig.Service.StartMoveAsync("dead", "queue", perSecond: null, default)).Moved);
            Assert.Equal(["b"], await BodiesAsync(ReceiveAsync(queue)));
            Assert.Equal(["peeked at"], deadLetters.Snapshot().Select(message => message.Body));
        });

    [Fact]
    public void A_destination_of_the_other_kind_or_the_queue_itself_is_refused() =>
        Run(async rig =>
        {
            await rig.CreateWithDeadLettersAsync(maxReceiveCount: 1);
            await rig.CreateAsync("other.fifo");
            foreach (var destination in (string[])["other.fifo", "dead"])
                Assert.Equal(
                    QueueErrors.InvalidParameter,
                    await RefusalAsync(() => rig.Service.StartMoveAsync("dead", destination, perSecond: null, default))
                );
        });

    [Fact]
    public void A_move_that_was_never_started_is_not_found() =>
        Run(async rig =>
        {
            await rig.CreateAsync();
            Assert.Equal(
                QueueErrors.MoveNotFound,
                await RefusalAsync(() => rig.Service.GetMoveAsync("queue", default))
            );
        });

    [Fact]
    public void A_moved_fifo_message_is_not_taken_for_a_repeat_and_keeps_its_group() =>
        Run(async rig =>
        {
            var (queue, deadLetters) = await rig.CreateWithDeadLettersAsync(maxReceiveCount: 1, suffix: ".fifo");
            await SendAsync(
                queue,
                Enumerable
                    .Range(1, 3)
                    .Select(i => new OutgoingMessage($"{i}") { GroupId = "g", DeduplicationId = $"{i}" })
            );
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.Zero);
            Assert.Empty(await ReceiveAsync(queue));
            Assert.Equal(3, deadLetters.Snapshot().Count);
            await rig.Service.StartMoveAsync(deadLetters.Name, null, perSecond: null, default);
            var moved = await ReceiveAsync(queue);
            Assert.Equal(["1", "2", "3"], moved.Select(message => message.Body));
            Assert.All(moved, message => Assert.Equal(("g", 1), (message.GroupId, message.ReceiveCount)));
        });

    [Fact]
    public void Whoever_waits_at_the_destination_is_served() =>
        Run(async rig =>
        {
            var (queue, _) = await rig.CreateWithDeadLettersAsync(maxReceiveCount: 1);
            await DieAsync(queue, "a");
            var poll = BodiesAsync(ReceiveAsync(queue, wait: TimeSpan.FromSeconds(20)));
            await rig.Service.StartMoveAsync("dead", null, perSecond: null, default);
            Assert.Equal(["a"], await poll);
        });

    private static async Task DieAsync(InMemoryQueue queue, string body)
    {
        await SendAsync(queue, body);
        await ReceiveAsync(queue, visibilityTimeout: TimeSpan.Zero);
        Assert.Empty(await ReceiveAsync(queue));
    }
}

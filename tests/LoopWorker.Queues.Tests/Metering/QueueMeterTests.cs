using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Metering;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Tests.InMemory;

namespace LoopWorker.Queues.Tests.Metering;

public sealed class QueueMeterTests
{
    private readonly QueueMeter _meter = new();

    [Fact]
    public void Calls_are_counted_by_the_names_SQS_gives_them_and_messages_by_what_succeeded() =>
        InMemoryRig.Run(async rig =>
        {
            var queue = new ObservedQueue(await rig.CreateAsync(), rig.Clock, _meter);
            await queue.SendAsync([new("a"), new("b"), new("refused \0")], default);
            var messages = await queue.ReceiveAsync(new ReceiveRequest(), default);
            Assert.Empty(await queue.ReceiveAsync(new ReceiveRequest(), default));
            await queue.ChangeVisibilityAsync(
                [new(messages[0].ReceiptHandle, TimeSpan.FromMinutes(1)), new("rubbish", TimeSpan.Zero)],
                default
            );
            await queue.DeleteAsync([messages[0].ReceiptHandle, "rubbish"], default);
            await queue.GetDepthAsync(default);
            await queue.DescribeAsync(default);
            await queue.PurgeAsync(default);

            Assert.Equal(
                [
                    ("ChangeMessageVisibilityBatch", 1, 1),
                    ("DeleteMessageBatch", 1, 1),
                    ("GetQueueAttributes", 2, 0),
                    ("PurgeQueue", 1, 0),
                    ("ReceiveMessage", 2, 2),
                    ("SendMessageBatch", 1, 2),
                ],
                _meter.Usage.Operations.Select(pair => (pair.Key, (int)pair.Value.Calls, (int)pair.Value.Messages))
            );
            Assert.Equal(8, _meter.Usage.TotalCalls);
            Assert.Equal((2, 0), (_meter.Usage.CallsOf("ReceiveMessage"), _meter.Usage.CallsOf("CreateQueue")));
            Assert.Equal(["ReceiveMessage"], _meter.Usage.Only("ReceiveMessage").Operations.Keys);
        });

    [Fact]
    public void A_call_that_fails_counts_and_moves_nothing() =>
        InMemoryRig.Run(async rig =>
        {
            var queue = new ObservedQueue(await rig.CreateAsync(), rig.Clock, _meter);
            await Assert.ThrowsAsync<QueueException>(() => queue.SendAsync([], default));
            Assert.Equal(new OperationUsage(1, 0), _meter.Usage.Operations["SendMessageBatch"]);
        });

    [Fact]
    public void Usages_are_snapshots_that_can_be_added_and_taken_from_each_other() =>
        InMemoryRig.Run(async rig =>
        {
            var queue = new ObservedQueue(await rig.CreateAsync(), rig.Clock, _meter);
            await queue.SendAsync([new("a")], default);
            var before = _meter.Usage;
            await queue.SendAsync([new("b"), new("c")], default);
            await queue.ReceiveAsync(new ReceiveRequest(), default);

            Assert.Equal(1, before.TotalCalls);
            var since = _meter.Usage - before;
            Assert.Equal(new OperationUsage(1, 2), since.Operations["SendMessageBatch"]);
            Assert.Equal(new OperationUsage(1, 3), since.Operations["ReceiveMessage"]);
            Assert.Equal(_meter.Usage.Operations, (before + since).Operations);
            Assert.Equal(0, QueueUsage.None.TotalCalls);
        });

    [Fact]
    public async Task Calls_of_many_threads_are_all_counted()
    {
        var service = new InMemoryQueueService(Randomness.Seeded(1).NextId, TimeProvider.System);
        var queue = new ObservedQueue(
            await service.CreateAsync(new QueueDefinition("queue"), default),
            TimeProvider.System,
            _meter
        );
        await Parallel.ForAsync(0, 2000, async (_, token) => await queue.SendAsync([new("a"), new("b")], token));
        Assert.Equal(new OperationUsage(2000, 4000), _meter.Usage.Operations["SendMessageBatch"]);
    }
}

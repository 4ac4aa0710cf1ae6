using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using static LoopWorker.Queues.Tests.InMemory.InMemoryRig;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>What only this engine promises, or only this engine can be made to show.</summary>
public sealed class InMemoryQueueTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_standard_queue_delivers_in_the_order_of_sending() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, "1", "2", "3", "4");
            var first = await ReceiveAsync(queue, 2);
            await HideAsync(queue, first[1], TimeSpan.Zero);
            await HideAsync(queue, first[0], TimeSpan.Zero);
            Assert.Equal(["1", "2", "3", "4"], await BodiesAsync(ReceiveAsync(queue)));
        });

    [Fact]
    public void What_only_fifo_queues_have_is_refused_elsewhere() =>
        Run(async rig =>
        {
            var bare = new QueueDefinition("queue");
            foreach (
                var wrong in new[]
                {
                    bare with
                    {
                        HighThroughput = true,
                    },
                    bare with
                    {
                        ContentBasedDeduplication = true,
                    },
                }
            )
            {
                var refusal = await Assert.ThrowsAsync<QueueException>(() => rig.CreateAsync(wrong));
                Assert.Equal(QueueErrors.InvalidParameter, refusal.Code);
            }
        });

    [Fact]
    public void The_same_seed_gives_the_same_ids_and_another_others()
    {
        string[] Ids(int seed)
        {
            string[] ids = [];
            VirtualTime.VirtualTimeScheduler.Run(
                Start,
                async clock => ids = await SendAsync(await new InMemoryRig(clock, seed).CreateAsync(), "a", "b")
            );
            return ids;
        }

        Assert.Equal(Ids(1), Ids(1));
        Assert.NotEqual(Ids(1), Ids(2));
        Assert.All(Ids(1), id => Assert.True(Guid.TryParseExact(id, "D", out _)));
    }

    [Fact]
    public void An_old_handle_deletes_nothing_and_hides_nothing() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, "a");
            var old = Assert.Single(await ReceiveAsync(queue, visibilityTimeout: Minute));
            rig.Clock.Advance(Minute);
            var last = Assert.Single(await ReceiveAsync(queue, visibilityTimeout: Minute));

            Assert.True((await DeleteAsync(queue, old.ReceiptHandle)).Succeeded);
            Assert.Equal(QueueErrors.MessageNotInFlight, (await HideAsync(queue, old, 5 * Minute)).Error?.Code);

            rig.Clock.Advance(Minute);
            Assert.Equal(3, Assert.Single(await ReceiveAsync(queue)).ReceiveCount);
            Assert.Equal(QueueErrors.MessageNotInFlight, (await HideAsync(queue, last, Minute)).Error?.Code);
        });

    [Fact]
    public void A_fifo_queue_refuses_to_delete_by_a_handle_whose_time_is_over() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync("queue.fifo");
            await SendAsync(queue, new OutgoingMessage("a") { GroupId = "g", DeduplicationId = "1" });
            var old = Assert.Single(await ReceiveAsync(queue, visibilityTimeout: Minute));
            rig.Clock.Advance(Minute);
            Assert.Equal(QueueErrors.InvalidParameter, (await DeleteAsync(queue, old.ReceiptHandle)).Error?.Code);
            Assert.Single(await ReceiveAsync(queue));
        });

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("queue")]
    [InlineData("queue/")]
    [InlineData("queue/1")]
    [InlineData("queue/1/")]
    [InlineData("queue/-1/1")]
    [InlineData("queue/1/1/1")]
    [InlineData("queue/99999999999999999999/1")]
    [InlineData("other/1/1")]
    public void What_is_no_handle_of_the_queue_is_refused(string handle) =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, "a");
            await ReceiveAsync(queue);
            var change = new VisibilityChange(handle, Minute);
            Assert.Equal(QueueErrors.ReceiptHandleInvalid, (await DeleteAsync(queue, handle)).Error?.Code);
            Assert.Equal(
                QueueErrors.ReceiptHandleInvalid,
                (await queue.ChangeVisibilityAsync([change], default))[0].Error?.Code
            );
            Assert.Equal(new QueueDepth(0, 1, 0), await queue.GetDepthAsync(default));
        });

    [Fact]
    public void A_handle_of_one_queue_does_nothing_in_another() =>
        Run(async rig =>
        {
            var (queue, other) = (await rig.CreateAsync("a"), await rig.CreateAsync("ab"));
            await SendAsync(queue, "1");
            await SendAsync(other, "2");
            var message = Assert.Single(await ReceiveAsync(queue));
            await ReceiveAsync(other);
            Assert.Equal(
                QueueErrors.ReceiptHandleInvalid,
                (await DeleteAsync(other, message.ReceiptHandle)).Error?.Code
            );
            Assert.Single(other.Snapshot());
        });

    [Fact]
    public void A_snapshot_lists_all_messages_in_order_and_receives_none() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(
                queue,
                new OutgoingMessage("in flight"),
                new OutgoingMessage("delayed") { Delay = Minute },
                new OutgoingMessage("visible")
            );
            await ReceiveAsync(queue, 1);
            for (var i = 0; i < 2; i++)
                Assert.Equal(
                    [("in flight", 1), ("delayed", 0), ("visible", 0)],
                    queue.Snapshot().Select(message => (message.Body, message.ReceiveCount))
                );
            Assert.Equal(new QueueDepth(1, 1, 1), await queue.GetDepthAsync(default));
        });

    [Fact]
    public void Attributes_are_those_of_the_moment_of_sending() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            var attributes = new Dictionary<string, MessageAttribute> { ["n"] = MessageAttribute.String("1") };
            await SendAsync(queue, new OutgoingMessage("a") { Attributes = attributes });
            attributes.Clear();
            Assert.Equal("1", Assert.Single(await ReceiveAsync(queue)).Attributes["n"].Text);
        });

    [Fact]
    public void The_receive_count_goes_on_in_the_dead_letter_queue() =>
        Run(async rig =>
        {
            var (queue, deadLetters) = await rig.CreateWithDeadLettersAsync(maxReceiveCount: 2);
            await SendAsync(queue, "a");
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.Zero);
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.Zero);
            Assert.Empty(await ReceiveAsync(queue));
            Assert.Equal(3, Assert.Single(await ReceiveAsync(deadLetters)).ReceiveCount);
        });

    [Theory]
    [InlineData("queue")]
    [InlineData("queue.fifo")]
    public void With_120_000_in_flight_there_is_no_more_to_receive(string name) =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync(name);
            var fifo = name.EndsWith(".fifo", StringComparison.Ordinal);
            await SendAsync(
                queue,
                Enumerable
                    .Range(0, QueueLimits.InFlight + 5)
                    .Select(i => $"{i}")
                    .Select(i =>
                        fifo ? new OutgoingMessage(i) { GroupId = i, DeduplicationId = i } : new OutgoingMessage(i)
                    )
            );
            var received = new List<ReceivedMessage>();
            while (received.Count < QueueLimits.InFlight)
                received.AddRange(await ReceiveAsync(queue, visibilityTimeout: 5 * Minute));
            Assert.Equal(new QueueDepth(5, QueueLimits.InFlight, 0), await queue.GetDepthAsync(default));

            if (fifo)
                Assert.Empty(await ReceiveAsync(queue));
            else
                Assert.Equal(QueueErrors.OverLimit, await RefusalAsync(() => ReceiveAsync(queue)));
            var poll = ReceiveAsync(queue, wait: TimeSpan.FromSeconds(20));
            Assert.False(poll.IsCompleted);

            await DeleteAsync(queue, received[7].ReceiptHandle);
            Assert.Equal([QueueLimits.InFlight.ToString(CultureInfo.InvariantCulture)], await BodiesAsync(poll));
        });

    [Fact]
    public void Errors_are_in_the_task_as_they_would_be_from_a_service() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            Task[] calls =
            [
                queue.SendAsync([], default),
                queue.DeleteAsync([], default),
                queue.ReceiveAsync(new ReceiveRequest { MaxMessages = 0 }, default),
                rig.Service.OpenAsync("none", default),
                rig.Service.GetMoveAsync("queue", default),
            ];
            foreach (var call in calls)
                await Assert.ThrowsAsync<QueueException>(() => call);
        });

    [Fact]
    public void What_always_fails_is_in_the_dead_letter_queue_exactly_once_after_all_its_receives() =>
        Property.Holds(
            from messages in Gen.Choose(1, 30)
            from groups in Gen.Choose(0, 3)
            from maxReceiveCount in Gen.Choose(1, 4)
            from most in Gen.Choose(1, 10)
            select (messages, groups, maxReceiveCount, most),
            world =>
                Run(async rig =>
                {
                    var suffix = world.groups > 0 ? ".fifo" : "";
                    var (queue, dead) = await rig.CreateWithDeadLettersAsync(world.maxReceiveCount, suffix);
                    var bodies = Enumerable.Range(0, world.messages).Select(i => $"{i}").ToList();
                    await SendAsync(
                        queue,
                        bodies.Select(body =>
                            world.groups == 0
                                ? new OutgoingMessage(body)
                                : new OutgoingMessage(body)
                                {
                                    GroupId = $"{int.Parse(body, CultureInfo.InvariantCulture) % world.groups}",
                                    DeduplicationId = body,
                                }
                        )
                    );
                    var receives = bodies.ToDictionary(body => body, _ => 0);
                    while ((await queue.GetDepthAsync(default)).Total > 0)
                    {
                        foreach (var message in await ReceiveAsync(queue, world.most, visibilityTimeout: Minute))
                            Assert.Equal(++receives[message.Body], message.ReceiveCount);
                        rig.Clock.Advance(Minute / 2);
                    }
                    Assert.All(receives.Values, count => Assert.Equal(world.maxReceiveCount, count));
                    var deadBodies = dead.Snapshot().Select(message => message.Body).ToList();
                    Assert.Equal(bodies.Order(), deadBodies.Order());
                    if (world.groups > 0)
                        Assert.All(
                            dead.Snapshot().GroupBy(message => message.GroupId),
                            group => Assert.Equal(group.OrderBy(m => int.Parse(m.Body)), group)
                        );
                })
        );
}

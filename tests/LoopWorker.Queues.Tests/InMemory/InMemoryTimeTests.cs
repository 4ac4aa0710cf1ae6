using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.VirtualTime;
using static LoopWorker.Queues.Tests.InMemory.InMemoryRig;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>What takes minutes to days, and what happens to the tick.</summary>
public sealed class InMemoryTimeTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void A_message_is_hidden_to_the_tick() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, "a");
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.FromSeconds(5));
            rig.Clock.Advance(TimeSpan.FromSeconds(5) - Tick);
            Assert.Empty(await ReceiveAsync(queue));
            rig.Clock.Advance(Tick);
            Assert.Single(await ReceiveAsync(queue));
        });

    [Fact]
    public void A_deduplication_id_is_remembered_for_five_minutes() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync("queue.fifo");
            var message = new OutgoingMessage("a") { GroupId = "g", DeduplicationId = "1" };
            var first = await SendAsync(queue, message);
            rig.Clock.Advance(QueueLimits.DeduplicationWindow - Tick);
            Assert.Equal(first, await SendAsync(queue, message));
            // The window counts from what was accepted first, not from the repeat.
            rig.Clock.Advance(Tick);
            Assert.NotEqual(first, await SendAsync(queue, message));
            Assert.Equal(2, queue.Snapshot().Count);
        });

    [Fact]
    public void A_message_is_dropped_at_the_end_of_its_retention_visible_delayed_or_in_flight() =>
        Run(async rig =>
        {
            var retention = QueueLimits.MinimumRetention;
            var queue = await rig.CreateAsync(new QueueDefinition("queue") { Retention = retention });
            await SendAsync(queue, "in flight", "visible");
            await SendAsync(queue, new OutgoingMessage("delayed") { Delay = 2 * retention });
            var received = Assert.Single(await ReceiveAsync(queue, 1, visibilityTimeout: 2 * retention));
            rig.Clock.Advance(retention - Tick);
            Assert.Equal(new QueueDepth(1, 1, 1), await queue.GetDepthAsync(default));
            rig.Clock.Advance(Tick);
            Assert.Equal(default, await queue.GetDepthAsync(default));
            Assert.True((await DeleteAsync(queue, received.ReceiptHandle)).Succeeded);
            rig.Clock.Advance(3 * retention);
            Assert.Empty(await ReceiveAsync(queue));
        });

    [Theory]
    [InlineData(15, 1)]
    [InlineData(60, 2)]
    public void A_retention_that_is_changed_holds_for_messages_that_are_there(int minutes, int left) =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync(new QueueDefinition("queue") { Retention = TimeSpan.FromMinutes(30) });
            await SendAsync(queue, "a");
            rig.Clock.Advance(TimeSpan.FromMinutes(10));
            await SendAsync(queue, "b");
            rig.Clock.Advance(TimeSpan.FromMinutes(10));
            await rig.Service.ChangeAsync(
                new QueueChange("queue") { Retention = TimeSpan.FromMinutes(minutes) },
                default
            );
            Assert.Equal(left, queue.Snapshot().Count);
            rig.Clock.Advance(TimeSpan.FromMinutes(minutes - 10) - Tick);
            Assert.Equal(["b"], queue.Snapshot().Select(message => message.Body));
            rig.Clock.Advance(Tick);
            Assert.Empty(queue.Snapshot());
        });

    [Fact]
    public void The_retention_of_a_standard_message_runs_on_in_the_dead_letter_queue() =>
        Run(async rig =>
        {
            var deadLetters = await rig.CreateAsync(
                new QueueDefinition("dead") { Retention = TimeSpan.FromMinutes(5) }
            );
            var queue = await rig.CreateAsync(new QueueDefinition("queue") { Redrive = new RedrivePolicy("dead", 1) });
            await SendAsync(queue, "a");
            // A younger message, in the dead-letter queue before it, does not hold it back.
            rig.Clock.Advance(TimeSpan.FromMinutes(3));
            await SendAsync(deadLetters, "younger");
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.Zero);
            Assert.Empty(await ReceiveAsync(queue));
            Assert.Equal(["younger", "a"], deadLetters.Snapshot().Select(message => message.Body));
            rig.Clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(["younger"], deadLetters.Snapshot().Select(message => message.Body));
        });

    [Fact]
    public void The_retention_of_a_fifo_message_begins_anew_in_the_dead_letter_queue_under_its_own_id() =>
        Run(async rig =>
        {
            var deadLetters = await rig.CreateAsync(
                new QueueDefinition("dead.fifo") { Retention = TimeSpan.FromMinutes(5) }
            );
            var queue = await rig.CreateAsync(
                new QueueDefinition("queue.fifo") { Redrive = new RedrivePolicy("dead.fifo", 1) }
            );
            await SendAsync(queue, new OutgoingMessage("a") { GroupId = "g", DeduplicationId = "1" });
            rig.Clock.Advance(TimeSpan.FromMinutes(3));
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.Zero);
            Assert.Empty(await ReceiveAsync(queue));
            rig.Clock.Advance(TimeSpan.FromMinutes(5) - Tick);
            var dead = Assert.Single(deadLetters.Snapshot());
            Assert.Equal(dead.MessageId, dead.DeduplicationId);
            Assert.Equal(Start.AddMinutes(3), dead.SentAt);
            rig.Clock.Advance(Tick);
            Assert.Empty(deadLetters.Snapshot());
        });

    [Fact]
    public void Extensions_end_twelve_hours_after_the_receive() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, "a");
            var message = Assert.Single(
                await ReceiveAsync(queue, visibilityTimeout: QueueLimits.MaximumVisibilityTimeout)
            );
            rig.Clock.Advance(TimeSpan.FromHours(11));
            Assert.True((await HideAsync(queue, message, TimeSpan.FromHours(1))).Succeeded);
            Assert.Equal(
                QueueErrors.InvalidParameter,
                (await HideAsync(queue, message, TimeSpan.FromHours(1) + Tick)).Error?.Code
            );
            rig.Clock.Advance(TimeSpan.FromHours(1) - Tick);
            Assert.Empty(await ReceiveAsync(queue));
            rig.Clock.Advance(Tick);
            Assert.Equal(2, Assert.Single(await ReceiveAsync(queue)).ReceiveCount);
        });

    [Fact]
    public void Visibility_runs_while_the_time_of_day_stands_still()
    {
        var clock = new VirtualClock(Start, WallClock.Standing);
        new VirtualTimeScheduler(clock).Run(async () =>
        {
            var queue = await new InMemoryRig(clock).CreateAsync();
            await SendAsync(queue, "a");
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.FromMinutes(10));
            clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(3));
            var again = Assert.Single(await ReceiveAsync(queue, wait: TimeSpan.FromSeconds(20)));
            Assert.Equal((2, Start, Start), (again.ReceiveCount, again.SentAt, again.FirstReceivedAt));
            Assert.Equal(TimeSpan.FromMinutes(10), clock.Elapsed);
        });
    }

    [Fact]
    public void Times_of_day_are_those_of_the_clock() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            rig.Clock.Advance(TimeSpan.FromHours(1));
            await SendAsync(queue, "a");
            rig.Clock.Advance(TimeSpan.FromHours(2));
            await ReceiveAsync(queue, visibilityTimeout: TimeSpan.Zero);
            rig.Clock.Advance(TimeSpan.FromHours(3));
            var message = Assert.Single(await ReceiveAsync(queue));
            Assert.Equal((Start.AddHours(1), Start.AddHours(3)), (message.SentAt, message.FirstReceivedAt));
        });

    [Fact]
    public void Without_anyone_waiting_no_timer_runs() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, new OutgoingMessage("a") { Delay = TimeSpan.FromMinutes(1) });
            Assert.Empty(await ReceiveAsync(queue, wait: TimeSpan.FromSeconds(20)));
            await SendAsync(queue, "b");
            await ReceiveAsync(queue);
            Assert.False(rig.Clock.AdvanceToNextTimer());
        });
}

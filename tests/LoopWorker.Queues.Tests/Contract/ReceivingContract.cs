using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class ReceivingContract(QueueEngine engine) : QueueContract(engine)
{
    private static readonly ReceiveRequest LongPoll = new() { Wait = TimeSpan.FromSeconds(10) };

    [Fact]
    public Task A_receive_brings_no_more_than_asked_for() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, Enumerable.Range(0, 25).Select(i => $"{i}"));
            var bodies = new List<string>();
            for (var attempt = 0; bodies.Count < 25 && attempt < 60; attempt++)
            {
                var received = await queue.ReceiveAsync(new ReceiveRequest { MaxMessages = 4, Wait = Second }, None);
                Assert.InRange(received.Count, 0, 4);
                bodies.AddRange(received.Select(message => message.Body));
            }
            Assert.Equal(Enumerable.Range(0, 25), bodies.Select(int.Parse).Order());
        });

    [Fact]
    public Task A_receive_that_does_not_wait_returns_none_from_an_empty_queue() =>
        RunAsync(async service => Assert.Empty(await PollAsync(await CreateQueueAsync(service))));

    [Fact]
    public Task A_long_poll_ends_empty_after_its_wait() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var poll = queue.ReceiveAsync(new ReceiveRequest { Wait = Second }, None);
            Assert.False(poll.IsCompleted);
            Assert.Empty(await poll);
        });

    [Fact]
    public Task A_long_poll_ends_with_a_message_that_is_sent_meanwhile() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var poll = queue.ReceiveAsync(LongPoll, None);
            await PassTimeAsync(Second);
            Assert.False(poll.IsCompleted);
            await SendAsync(queue, "a");
            Assert.Equal("a", Assert.Single(await poll).Body);
        });

    [Fact]
    public Task A_long_poll_ends_with_a_message_whose_delay_ends_meanwhile() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, new OutgoingMessage("a") { Delay = Second });
            Assert.Equal("a", Assert.Single(await queue.ReceiveAsync(LongPoll, None)).Body);
        });

    [Fact]
    public Task A_long_poll_ends_with_a_message_whose_visibility_timeout_ends_meanwhile() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            await ReceiveOneAsync(queue, visibilityTimeout: Second);
            Assert.Equal(2, Assert.Single(await queue.ReceiveAsync(LongPoll, None)).ReceiveCount);
        });

    [Fact]
    public Task A_long_poll_ends_with_a_message_that_is_made_visible_meanwhile() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var message = await ReceiveOneAsync(queue);
            var poll = queue.ReceiveAsync(LongPoll, None);
            await HideAsync(queue, message, TimeSpan.Zero);
            Assert.Equal(message.MessageId, Assert.Single(await poll).MessageId);
        });

    [Fact]
    public Task Each_receive_counts_and_gives_a_new_handle_and_keeps_the_times() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var first = await ReceiveOneAsync(queue, visibilityTimeout: Second);
            await PassTimeAsync(2 * Second);
            var second = await ReceiveOneAsync(queue);

            Assert.Equal([1, 2], [first.ReceiveCount, second.ReceiveCount]);
            Assert.Equal(first.MessageId, second.MessageId);
            Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
            Assert.Equal((first.SentAt, first.FirstReceivedAt), (second.SentAt, second.FirstReceivedAt));
            Assert.True(first.SentAt <= first.FirstReceivedAt);
        });

    [Fact]
    public Task A_cancelled_long_poll_is_cancelled() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            using var cancellation = new CancellationTokenSource();
            var poll = queue.ReceiveAsync(LongPoll, cancellation.Token);
            cancellation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        });
}

using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class VisibilityContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task A_received_message_is_hidden_for_the_queues_visibility_timeout() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service, queue => queue with { VisibilityTimeout = AWhile });
            await SendAsync(queue, "a");
            await ReceiveOneAsync(queue);
            Assert.Empty(await PollAsync(queue));
            await PassTimeAsync(AWhile);
            Assert.Equal("a", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task A_receive_may_set_its_own_visibility_timeout() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service, queue => queue with { VisibilityTimeout = Second });
            await SendAsync(queue, "a");
            await ReceiveOneAsync(queue, visibilityTimeout: 30 * Second);
            await PassTimeAsync(2 * Second);
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task An_extension_counts_from_now() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var message = await ReceiveOneAsync(queue, visibilityTimeout: AWhile);
            await PassTimeAsync(Second);
            await HideAsync(queue, message, 2 * AWhile);
            await PassTimeAsync(AWhile);
            Assert.Empty(await PollAsync(queue));
            await PassTimeAsync(AWhile);
            Assert.Equal("a", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task Zero_makes_a_message_visible_at_once() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            await HideAsync(queue, await ReceiveOneAsync(queue), TimeSpan.Zero);
            Assert.Equal(2, (await ReceiveOneAsync(queue)).ReceiveCount);
        });

    [Fact]
    public Task What_is_no_longer_in_flight_cannot_be_hidden() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var message = await ReceiveOneAsync(queue, visibilityTimeout: Second);
            await PassTimeAsync(2 * Second);
            AssertLost(await ChangeAsync(queue, message, 30 * Second));
            Assert.Equal("a", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task What_was_deleted_cannot_be_hidden() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var message = await ReceiveOneAsync(queue);
            await DeleteAsync(queue, message);
            AssertLost(await ChangeAsync(queue, message, TimeSpan.Zero));
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task A_timeout_out_of_range_is_refused_for_its_entry_alone() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a", "b");
            var messages = await ReceiveAsync(queue, 2);
            var outcomes = await queue.ChangeVisibilityAsync(
                [
                    new VisibilityChange(messages[0].ReceiptHandle, TimeSpan.FromHours(13)),
                    new VisibilityChange(messages[1].ReceiptHandle, TimeSpan.Zero),
                ],
                None
            );
            Assert.Equal(QueueErrors.InvalidParameter, outcomes[0].Error?.Code);
            Assert.True(outcomes[1].Succeeded);
            Assert.Equal(messages[1].MessageId, (await ReceiveOneAsync(queue)).MessageId);
        });

    // The API reference of ChangeMessageVisibility has the first two names, and SQS itself answers by the third as well.
    private static void AssertLost(EntryOutcome outcome) =>
        AssertOneOf(
            outcome.Error?.Code,
            QueueErrors.MessageNotInFlight,
            QueueErrors.ReceiptHandleInvalid,
            QueueErrors.InvalidParameter
        );
}

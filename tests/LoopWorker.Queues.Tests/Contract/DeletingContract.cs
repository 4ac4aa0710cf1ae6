namespace LoopWorker.Queues.Tests.Contract;

public abstract class DeletingContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task A_deleted_message_never_comes_again() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a", "b");
            var messages = await ReceiveAsync(queue, 2, visibilityTimeout: Second);
            await DeleteAsync(queue, messages.Where(message => message.Body == "a"));
            await PassTimeAsync(2 * Second);
            Assert.Equal("b", (await ReceiveOneAsync(queue)).Body);
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task Deleting_twice_succeeds() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var message = await ReceiveOneAsync(queue);
            await DeleteAsync(queue, message);
            await DeleteAsync(queue, message);
        });

    [Fact]
    public Task A_message_that_is_visible_again_can_still_be_deleted_by_its_last_handle() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var message = await ReceiveOneAsync(queue, visibilityTimeout: Second);
            await PassTimeAsync(2 * Second);
            await DeleteAsync(queue, message);
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task An_invalid_handle_fails_its_entry_alone() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            var message = await ReceiveOneAsync(queue, visibilityTimeout: Second);
            var outcomes = await queue.DeleteAsync(["rubbish", message.ReceiptHandle], None);
            Assert.Equal([false, true], outcomes.Select(outcome => outcome.Succeeded));
            Assert.Equal(QueueErrors.ReceiptHandleInvalid, outcomes[0].Error!.Code);
            Assert.True(outcomes[0].Error!.SenderFault);
            await PassTimeAsync(2 * Second);
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task Many_messages_are_deleted_in_one_batch() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, Enumerable.Range(0, 10).Select(i => $"{i}"));
            await DeleteAsync(queue, await ReceiveAsync(queue, 10));
            await AssertDepthAsync(queue, visible: 0);
        });
}

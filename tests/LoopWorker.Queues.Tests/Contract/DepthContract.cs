namespace LoopWorker.Queues.Tests.Contract;

public abstract class DepthContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task A_new_queue_is_empty() =>
        RunAsync(async service => await AssertDepthAsync(await CreateQueueAsync(service), visible: 0));

    [Fact]
    public Task Visible_in_flight_and_delayed_messages_are_counted_apart() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a", "b", "c");
            await SendAsync(queue, new Messages.OutgoingMessage("d") { Delay = TimeSpan.FromMinutes(10) });
            var received = await ReceiveAsync(queue, 2);
            await AssertDepthAsync(queue, visible: 1, inFlight: 2, delayed: 1);
            await DeleteAsync(queue, received[0]);
            await HideAsync(queue, received[1], TimeSpan.Zero);
            await AssertDepthAsync(queue, visible: 2, inFlight: 0, delayed: 1);
        });

    [Fact]
    public Task A_purge_leaves_nothing() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a", "b");
            await SendAsync(queue, new Messages.OutgoingMessage("d") { Delay = Second });
            await ReceiveOneAsync(queue, visibilityTimeout: Second);
            await queue.PurgeAsync(None);
            await PassTimeAsync(2 * Second);
            await AssertDepthAsync(queue, visible: 0);
            Assert.Empty(await PollAsync(queue));
        });
}

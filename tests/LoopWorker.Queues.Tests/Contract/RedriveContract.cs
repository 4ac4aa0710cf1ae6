using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class RedriveContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task A_message_received_too_often_moves_to_the_dead_letter_queue_as_it_was() =>
        RunAsync(async service =>
        {
            var (queue, deadLetters) = await CreateWithDeadLettersAsync(service, maxReceiveCount: 2);
            var sent = new OutgoingMessage("a")
            {
                Attributes = new Dictionary<string, MessageAttribute> { ["type"] = MessageAttribute.String("t") },
            };
            var id = Assert.Single(await SendAsync(queue, sent));
            var last = await FailAsync(queue, times: 2);

            // It moves when it would be received once more.
            Assert.Empty(await PollAsync(queue));

            var dead = await ReceiveOneAsync(deadLetters);
            Assert.Equal((id, "a"), (dead.MessageId, dead.Body));
            Assert.Equal("t", dead.Attributes["type"].Text);
            Assert.Equal(last.SentAt, dead.SentAt);
            Assert.True(dead.ReceiveCount >= 1);
            await AssertDepthAsync(queue, visible: 0);
        });

    [Fact]
    public Task A_dead_letter_tells_its_source() =>
        RunAsync(async service =>
        {
            var (queue, deadLetters) = await CreateWithDeadLettersAsync(service, maxReceiveCount: 1);
            await SendAsync(queue, "a");
            await FailAsync(queue, times: 1);
            Assert.Empty(await PollAsync(queue));
            Assert.Equal(queue.Name, (await ReceiveOneAsync(deadLetters)).DeadLetterSource);
        });

    [Fact]
    public Task Up_to_the_last_receive_a_message_stays() =>
        RunAsync(async service =>
        {
            var (queue, deadLetters) = await CreateWithDeadLettersAsync(service, maxReceiveCount: 3);
            await SendAsync(queue, "a");
            await FailAsync(queue, times: 2);
            Assert.Equal(3, (await ReceiveOneAsync(queue)).ReceiveCount);
            Assert.Empty(await PollAsync(deadLetters));
        });

    [Fact]
    public Task A_long_poll_of_the_dead_letter_queue_ends_with_what_moves_there() =>
        RunAsync(async service =>
        {
            var (queue, deadLetters) = await CreateWithDeadLettersAsync(service, maxReceiveCount: 1);
            await SendAsync(queue, "a");
            await FailAsync(queue, times: 1);
            var poll = deadLetters.ReceiveAsync(new ReceiveRequest { Wait = TimeSpan.FromSeconds(10) }, None);
            Assert.Empty(await PollAsync(queue));
            Assert.Equal("a", Assert.Single(await poll).Body);
        });

    [Fact]
    public Task Exhausted_messages_leave_room_in_a_receive_for_others() =>
        RunAsync(async service =>
        {
            var (queue, _) = await CreateWithDeadLettersAsync(service, maxReceiveCount: 1);
            await SendAsync(queue, "bad");
            await FailAsync(queue, times: 1);
            await SendAsync(queue, "good");
            Assert.Equal("good", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task A_policy_whose_dead_letter_queue_is_missing_is_refused() =>
        RunAsync(async service =>
        {
            var definition = new QueueDefinition(NewName()) { Redrive = new RedrivePolicy(NewName(), 3) };
            Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(() => service.CreateAsync(definition, None)));
        });

    [Fact]
    public Task A_policy_whose_dead_letter_queue_is_of_the_other_kind_is_refused() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateFifoAsync(service);
            var definition = new QueueDefinition(NewName()) { Redrive = new RedrivePolicy(deadLetters.Name, 3) };
            Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(() => service.CreateAsync(definition, None)));
        });

    private static async Task<(IQueue Queue, IQueue DeadLetters)> CreateWithDeadLettersAsync(
        IQueueService service,
        int maxReceiveCount
    )
    {
        var deadLetters = await CreateQueueAsync(service);
        var redrive = new RedrivePolicy(deadLetters.Name, maxReceiveCount);
        return (await CreateQueueAsync(service, queue => queue with { Redrive = redrive }), deadLetters);
    }

    private static async Task<ReceivedMessage> FailAsync(IQueue queue, int times)
    {
        ReceivedMessage? last = null;
        for (var i = 0; i < times; i++)
            await HideAsync(queue, last = await ReceiveOneAsync(queue), TimeSpan.Zero);
        return last!;
    }
}

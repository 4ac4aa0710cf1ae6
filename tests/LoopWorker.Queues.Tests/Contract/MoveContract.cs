using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class MoveContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task Dead_letters_go_back_each_to_its_source_as_new_messages() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateQueueAsync(service);
            var (first, second) = (await SourceAsync(service, deadLetters), await SourceAsync(service, deadLetters));
            var id = await DieAsync(first, "a");
            await DieAsync(second, "b");

            await MoveAsync(service, deadLetters, destination: null, expected: 2);

            var message = await ReceiveOneAsync(first);
            Assert.Equal(("a", 1), (message.Body, message.ReceiveCount));
            Assert.NotEqual(id, message.MessageId);
            Assert.Null(message.DeadLetterSource);
            Assert.Equal("b", (await ReceiveOneAsync(second)).Body);
            await AssertDepthAsync(deadLetters, visible: 0);
        });

    [Fact]
    public Task Dead_letters_go_to_the_queue_that_is_named() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateQueueAsync(service);
            var source = await SourceAsync(service, deadLetters);
            var destination = await CreateQueueAsync(service);
            await DieAsync(source, "a");
            await SendAsync(
                deadLetters,
                new OutgoingMessage("b")
                {
                    Attributes = new Dictionary<string, MessageAttribute> { ["n"] = MessageAttribute.String("1") },
                }
            );

            await MoveAsync(service, deadLetters, destination.Name, expected: 2);

            var moved = (await ReceiveAsync(destination, 2)).OrderBy(message => message.Body).ToList();
            Assert.Equal(["a", "b"], moved.Select(message => message.Body));
            Assert.Equal("1", moved[1].Attributes["n"].Text);
            await AssertDepthAsync(source, visible: 0);
        });

    [Fact]
    public Task A_moved_message_may_die_again() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateQueueAsync(service);
            var source = await SourceAsync(service, deadLetters);
            await DieAsync(source, "a");
            await MoveAsync(service, deadLetters, destination: null, expected: 1);
            await HideAsync(source, await ReceiveOneAsync(source), TimeSpan.Zero);
            Assert.Empty(await PollAsync(source));
            Assert.Equal(source.Name, (await ReceiveOneAsync(deadLetters)).DeadLetterSource);
        });

    [Fact]
    public Task A_queue_or_destination_that_does_not_exist_is_not_found() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateQueueAsync(service);
            await SourceAsync(service, deadLetters);
            AssertOneOf(
                await RefusalAsync(() => service.StartMoveAsync(NewName(), null, perSecond: null, None)),
                QueueErrors.QueueNotFound,
                QueueErrors.MoveNotFound
            );
            AssertOneOf(
                await RefusalAsync(() => service.StartMoveAsync(deadLetters.Name, NewName(), perSecond: null, None)),
                QueueErrors.QueueNotFound,
                QueueErrors.MoveNotFound
            );
        });

    [Fact]
    public Task A_queue_that_is_no_dead_letter_queue_is_refused() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(() => service.StartMoveAsync(queue.Name, null, perSecond: null, None))
            );
        });

    private static Task<IQueue> SourceAsync(IQueueService service, IQueue deadLetters) =>
        CreateQueueAsync(service, queue => queue with { Redrive = new RedrivePolicy(deadLetters.Name, 1) });

    private static async Task<string> DieAsync(IQueue queue, string body)
    {
        await SendAsync(queue, body);
        var message = await ReceiveOneAsync(queue);
        await HideAsync(queue, message, TimeSpan.Zero);
        Assert.Empty(await PollAsync(queue));
        return message.MessageId;
    }

    private async Task MoveAsync(IQueueService service, IQueue deadLetters, string? destination, long expected)
    {
        var task = await service.StartMoveAsync(deadLetters.Name, destination, perSecond: null, None);
        for (var attempt = 0; attempt < 20 && !task.Finished; attempt++)
        {
            await PassTimeAsync(Second / 2);
            task = await service.GetMoveAsync(deadLetters.Name, None);
        }
        Assert.True(task.Finished);
        Assert.Equal((deadLetters.Name, destination, expected), (task.DeadLetterQueue, task.Destination, task.Moved));
    }
}

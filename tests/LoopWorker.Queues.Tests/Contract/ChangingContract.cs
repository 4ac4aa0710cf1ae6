using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class ChangingContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task A_queue_has_what_a_change_names_and_keeps_everything_else_its_messages_too() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateQueueAsync(service);
            var definition = new QueueDefinition(NewName()) { Delay = Second, MaximumMessageBytes = 2048 };
            var queue = await service.CreateAsync(definition, None);
            await SendAsync(queue, "a");
            var redrive = new RedrivePolicy(deadLetters.Name, 7);

            await service.ChangeAsync(
                new QueueChange(queue.Name) { VisibilityTimeout = TimeSpan.FromSeconds(45) },
                None
            );
            await service.ChangeAsync(new QueueChange(queue.Name) { Retention = TimeSpan.FromDays(1) }, None);
            await service.ChangeAsync(new QueueChange(queue.Name) { Redrive = redrive }, None);

            Assert.Equal(
                definition with
                {
                    VisibilityTimeout = TimeSpan.FromSeconds(45),
                    Retention = TimeSpan.FromDays(1),
                    Redrive = redrive,
                },
                await queue.DescribeAsync(None)
            );
            Assert.Equal("a", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task Receives_are_hidden_for_the_new_time() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            await service.ChangeAsync(new QueueChange(queue.Name) { VisibilityTimeout = Second }, None);
            await ReceiveOneAsync(queue);
            await PassTimeAsync(2 * Second);
            Assert.Equal(2, (await ReceiveOneAsync(queue)).ReceiveCount);
        });

    [Fact]
    public Task Messages_that_are_there_already_move_by_the_new_policy() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateQueueAsync(service);
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "a");
            await ReceiveOneAsync(queue, Second);
            await PassTimeAsync(2 * Second);

            await service.ChangeAsync(
                new QueueChange(queue.Name) { Redrive = new RedrivePolicy(deadLetters.Name, 1) },
                None
            );

            Assert.Empty(await PollAsync(queue));
            Assert.Equal("a", (await ReceiveOneAsync(deadLetters)).Body);
        });

    [Fact]
    public Task High_throughput_can_be_turned_on_and_stays() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            await service.ChangeAsync(new QueueChange(queue.Name) { HighThroughput = true }, None);
            await service.ChangeAsync(new QueueChange(queue.Name) { VisibilityTimeout = Second }, None);
            var changed = await queue.DescribeAsync(None);
            Assert.True(changed.HighThroughput);
            Assert.Equal(Second, changed.VisibilityTimeout);
        });

    [Fact]
    public Task A_queue_that_does_not_exist_and_a_policy_without_its_queue_are_refused() =>
        RunAsync(async service =>
        {
            Assert.Equal(
                QueueErrors.QueueNotFound,
                await RefusalAsync(() => service.ChangeAsync(new QueueChange(NewName()) { Retention = AWhile }, None))
            );
            var queue = await CreateQueueAsync(service);
            var before = await queue.DescribeAsync(None);
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(() =>
                    service.ChangeAsync(new QueueChange(queue.Name) { Redrive = new RedrivePolicy(NewName(), 3) }, None)
                )
            );
            Assert.Equal(before, await queue.DescribeAsync(None));
        });
}

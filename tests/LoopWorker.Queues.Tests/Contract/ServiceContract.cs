namespace LoopWorker.Queues.Tests.Contract;

public abstract class ServiceContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task A_queue_that_does_not_exist_is_not_found() =>
        RunAsync(async service =>
            Assert.Equal(QueueErrors.QueueNotFound, await RefusalAsync(() => service.OpenAsync(NewName(), None)))
        );

    [Fact]
    public Task An_opened_queue_is_the_one_that_was_created() =>
        RunAsync(async service =>
        {
            var created = await CreateQueueAsync(service);
            await SendAsync(created, "a");
            var opened = await service.OpenAsync(created.Name, None);
            Assert.Equal(created.Name, opened.Name);
            Assert.Equal("a", (await ReceiveOneAsync(opened)).Body);
        });

    [Fact]
    public Task Creating_again_with_the_same_settings_changes_nothing() =>
        RunAsync(async service =>
        {
            var definition = new QueueDefinition(NewName()) { Delay = Second };
            var first = await service.CreateAsync(definition, None);
            await SendAsync(first, "a");
            var second = await service.CreateAsync(definition with { }, None);
            Assert.Equal("a", (await ReceiveOneAsync(second)).Body);
        });

    [Fact]
    public Task Creating_again_with_other_settings_is_refused() =>
        RunAsync(async service =>
        {
            var definition = new QueueDefinition(NewName());
            await service.CreateAsync(definition, None);
            Assert.Equal(
                QueueErrors.QueueNameExists,
                await RefusalAsync(() => service.CreateAsync(definition with { Delay = Second }, None))
            );
        });

    [Fact]
    public Task A_queue_tells_its_settings() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateQueueAsync(service);
            var definition = new QueueDefinition(NewName())
            {
                VisibilityTimeout = TimeSpan.FromSeconds(45),
                Retention = TimeSpan.FromDays(1),
                Delay = 3 * Second,
                MaximumMessageBytes = 2048,
                Redrive = new RedrivePolicy(deadLetters.Name, 7),
            };
            var queue = await service.CreateAsync(definition, None);
            Assert.Equal(definition, await queue.DescribeAsync(None));
        });

    [Fact]
    public Task A_fifo_queue_tells_its_settings() =>
        RunAsync(async service =>
        {
            var definition = new QueueDefinition($"{NewName()}.fifo") { ContentBasedDeduplication = true };
            var queue = await service.CreateAsync(definition, None);
            Assert.Equal(definition, await queue.DescribeAsync(None));
        });

    [Fact]
    public Task A_fifo_queue_tells_its_high_throughput() =>
        RunAsync(async service =>
        {
            var definition = new QueueDefinition($"{NewName()}.fifo") { HighThroughput = true };
            var queue = await service.CreateAsync(definition, None);
            Assert.Equal(definition, await queue.DescribeAsync(None));
            Assert.Equal(
                QueueErrors.QueueNameExists,
                await RefusalAsync(() => service.CreateAsync(definition with { HighThroughput = false }, None))
            );
        });

    [Theory]
    [InlineData("with space")]
    [InlineData("two.parts")]
    [InlineData("slash/in/it")]
    public Task A_name_that_SQS_does_not_take_is_refused(string name) =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(() => service.CreateAsync(new QueueDefinition(name), None))
            )
        );
}

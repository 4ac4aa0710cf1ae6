using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class FifoContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task A_group_comes_in_order_and_several_of_it_in_one_receive() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            await SendAsync(queue, Enumerable.Range(0, 5).Select(i => Fifo($"{i}")));
            var received = await queue.ReceiveAsync(new ReceiveRequest { Wait = Second }, None);
            Assert.Equal(["0", "1", "2", "3", "4"], received.Select(message => message.Body));
        });

    [Fact]
    public Task A_group_waits_while_one_of_its_messages_is_in_flight_and_others_go_on() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            await SendAsync(queue, Fifo("a1", "a"), Fifo("a2", "a"), Fifo("b1", "b"));
            var first = await ReceiveOneAsync(queue);
            Assert.Equal("a1", first.Body);
            Assert.Equal("b1", Assert.Single(await PollAsync(queue)).Body);
            Assert.Empty(await PollAsync(queue));
            await DeleteAsync(queue, first);
            Assert.Equal("a2", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task A_message_sent_to_a_group_in_flight_waits_too() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            await SendAsync(queue, Fifo("1"));
            await ReceiveOneAsync(queue);
            await SendAsync(queue, Fifo("2"));
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task A_failed_head_comes_back_before_the_rest_of_its_group() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            await SendAsync(queue, Fifo("1"), Fifo("2"), Fifo("3"));
            var head = await ReceiveOneAsync(queue, visibilityTimeout: Second);
            Assert.Equal("1", head.Body);
            await PassTimeAsync(2 * Second);
            Assert.Equal(["1", "2", "3"], (await PollAsync(queue)).Select(message => message.Body));
        });

    [Fact]
    public Task A_head_that_is_visible_again_waits_for_those_received_with_it() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            await SendAsync(queue, Fifo("1"), Fifo("2"));
            var both = await ReceiveAsync(queue, 2);
            await HideAsync(queue, both[0], TimeSpan.Zero);
            Assert.Empty(await PollAsync(queue));
            await HideAsync(queue, both[1], TimeSpan.Zero);
            Assert.Equal(["1", "2"], (await PollAsync(queue)).Select(message => message.Body));
        });

    [Fact]
    public Task A_repeated_deduplication_id_is_accepted_and_dropped() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            var ids = await SendAsync(queue, Fifo("a", id: "1"), Fifo("b", id: "1"), Fifo("c", "h", id: "1"));
            Assert.Single(ids.Distinct());
            var message = await ReceiveOneAsync(queue);
            Assert.Equal(("a", "1", "g"), (message.Body, message.DeduplicationId, message.GroupId));
            await DeleteAsync(queue, message);
            await SendAsync(queue, Fifo("d", id: "1"));
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task With_high_throughput_a_deduplication_id_counts_within_its_group() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service, queue => queue with { HighThroughput = true });
            var ids = await SendAsync(queue, Fifo("a", id: "1"), Fifo("b", id: "1"), Fifo("c", "h", id: "1"));
            Assert.Equal(2, ids.Distinct().Count());
            Assert.Equal(ids[0], ids[1]);
            Assert.Equal(["a", "c"], (await TakeAsync(queue, 2)).Select(message => message.Body));
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task By_content_equal_bodies_are_repeats_whatever_their_attributes() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service, queue => queue with { ContentBasedDeduplication = true });
            var attributes = new Dictionary<string, MessageAttribute> { ["n"] = MessageAttribute.String("1") };
            var ids = await SendAsync(
                queue,
                new OutgoingMessage("a") { GroupId = "g" },
                new OutgoingMessage("a") { GroupId = "g", Attributes = attributes },
                new OutgoingMessage("a") { GroupId = "g", DeduplicationId = "another" },
                new OutgoingMessage("b") { GroupId = "g" }
            );
            Assert.Equal(3, ids.Distinct().Count());
            Assert.Equal(["a", "a", "b"], (await TakeAsync(queue, 3)).Select(message => message.Body));
        });

    [Fact]
    public Task Sequence_numbers_grow() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            await SendAsync(queue, Enumerable.Range(0, 10).Select(i => Fifo($"{i}")));
            var numbers = (await TakeAsync(queue, 10)).Select(message => message.SequenceNumber!).ToList();
            Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
            Assert.Equal(10, numbers.Distinct().Count());
        });

    [Fact]
    public Task After_the_redrive_of_its_head_a_group_goes_on() =>
        RunAsync(async service =>
        {
            var deadLetters = await CreateFifoAsync(service);
            var redrive = new RedrivePolicy(deadLetters.Name, 1);
            var queue = await CreateFifoAsync(service, queue => queue with { Redrive = redrive });
            await SendAsync(queue, Fifo("1"), Fifo("2"), Fifo("3"));
            await HideAsync(queue, await ReceiveOneAsync(queue), TimeSpan.Zero);
            Assert.Equal(["2", "3"], (await ReceiveAsync(queue, 2)).Select(message => message.Body));
            var dead = await ReceiveOneAsync(deadLetters);
            Assert.Equal(("1", "g", queue.Name), (dead.Body, dead.GroupId, dead.DeadLetterSource));
        });

    [Fact]
    public Task The_queues_delay_holds_for_every_message() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service, queue => queue with { Delay = AWhile });
            await SendAsync(queue, Fifo("1"), Fifo("2"));
            Assert.Empty(await PollAsync(queue));
            await PassTimeAsync(AWhile);
            Assert.Equal(["1", "2"], (await TakeAsync(queue, 2)).Select(message => message.Body));
        });

    [Fact]
    public Task A_message_without_a_group_is_refused() =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.MissingParameter,
                await RefusalAsync(await CreateFifoAsync(service), new OutgoingMessage("a") { DeduplicationId = "1" })
            )
        );

    [Fact]
    public Task A_message_without_a_deduplication_id_is_refused_unless_content_gives_it() =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(await CreateFifoAsync(service), new OutgoingMessage("a") { GroupId = "g" })
            )
        );

    [Fact]
    public Task A_delay_of_one_message_is_refused() =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(await CreateFifoAsync(service), Fifo("a") with { Delay = Second })
            )
        );

    [Theory]
    [InlineData("with space")]
    [InlineData("ümlaut")]
    public Task Ids_are_of_ascii_letters_digits_and_punctuation(string id) =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(queue, Fifo("a", group: id)));
            Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(queue, Fifo("a", id: id)));
        });

    [Fact]
    public Task Ids_have_128_characters_at_most() =>
        RunAsync(async service =>
        {
            var queue = await CreateFifoAsync(service);
            var longest = new string('x', QueueLimits.FifoIdLength);
            await SendAsync(queue, Fifo("a", longest, longest));
            Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(queue, Fifo("a", group: longest + "x")));
            Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(queue, Fifo("a", id: longest + "x")));
        });
}

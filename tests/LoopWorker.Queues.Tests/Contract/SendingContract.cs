using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class SendingContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task What_is_sent_is_received_with_its_body_id_and_attributes() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var attributes = new Dictionary<string, MessageAttribute>
            {
                ["type"] = MessageAttribute.String("loop.pos.transaction.v1"),
                ["amount.cents"] = new("Number", "1250"),
                ["proof"] = new("Binary.sha256", Bytes: new byte[] { 0, 1, 255 }),
                ["label"] = new("String.note", "\U0001F30D ü"),
            };
            const string Body = "{\"a\":\t\"\U0001F30D\"}\r\n";
            var id = Assert.Single(await SendAsync(queue, new OutgoingMessage(Body) { Attributes = attributes }));

            var received = await ReceiveOneAsync(queue);

            Assert.Equal((id, Body), (received.MessageId, received.Body));
            Assert.Equal(attributes.Keys.Order(), received.Attributes.Keys.Order());
            Assert.All(
                attributes,
                attribute =>
                {
                    var other = received.Attributes[attribute.Key];
                    Assert.Equal((attribute.Value.DataType, attribute.Value.Text), (other.DataType, other.Text));
                    Assert.Equal(attribute.Value.Bytes?.ToArray(), other.Bytes?.ToArray());
                }
            );
            Assert.Null(received.DeadLetterSource);
        });

    [Fact]
    public Task The_trace_header_arrives_as_it_was_sent() =>
        RunAsync(async service =>
        {
            const string Header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, new OutgoingMessage("a") { TraceHeader = Header }, new OutgoingMessage("b"));

            var received = await TakeAsync(queue, 2);

            Assert.Equal(Header, received.Single(message => message.Body == "a").TraceHeader);
            Assert.Null(received.Single(message => message.Body == "b").TraceHeader);
        });

    [Fact]
    public Task The_ids_are_all_different() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var ids = await SendAsync(queue, Enumerable.Repeat("same body", 10));
            Assert.Equal(10, ids.Distinct().Count());
        });

    [Fact]
    public Task A_batch_is_answered_entry_by_entry_in_the_order_of_the_request() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var outcomes = await queue.SendAsync([new("first"), new("bad \u0001"), new("third")], None);

            Assert.Equal([true, false, true], outcomes.Select(outcome => outcome.Succeeded));
            Assert.Equal(QueueErrors.InvalidContents, outcomes[1].Error!.Code);
            Assert.True(outcomes[1].Error!.SenderFault);
            Assert.Null(outcomes[1].MessageId);
            var received = await ReceiveAsync(queue, 2);
            Assert.Equal(
                [(outcomes[0].MessageId, "first"), (outcomes[2].MessageId, "third")],
                received.Select(message => (message.MessageId, message.Body)).OrderBy(message => message.Body)!
            );
        });

    [Fact]
    public Task A_delayed_message_comes_when_its_delay_is_over() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, new OutgoingMessage("late") { Delay = AWhile }, new OutgoingMessage("soon"));

            Assert.Equal("soon", (await ReceiveOneAsync(queue)).Body);
            Assert.Empty(await PollAsync(queue));
            await AssertDepthAsync(queue, visible: 0, inFlight: 1, delayed: 1);
            await PassTimeAsync(AWhile);
            Assert.Equal("late", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task A_message_without_a_delay_of_its_own_gets_the_queues() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service, queue => queue with { Delay = AWhile });
            await SendAsync(queue, new OutgoingMessage("late"), new OutgoingMessage("now") { Delay = TimeSpan.Zero });

            Assert.Equal("now", (await ReceiveOneAsync(queue)).Body);
            Assert.Empty(await PollAsync(queue));
            await PassTimeAsync(AWhile);
            Assert.Equal("late", (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task A_standard_queue_delivers_equal_messages_each() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, "same", "same");
            Assert.Equal(2, (await ReceiveAsync(queue, 2)).DistinctBy(message => message.MessageId).Count());
        });
}

using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.Contract;

public abstract class LimitContract(QueueEngine engine) : QueueContract(engine)
{
    [Fact]
    public Task An_empty_batch_is_refused() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            Assert.Equal(QueueErrors.BatchEmpty, await RefusalAsync(() => queue.SendAsync([], None)));
            Assert.Equal(QueueErrors.BatchEmpty, await RefusalAsync(() => queue.DeleteAsync([], None)));
            Assert.Equal(QueueErrors.BatchEmpty, await RefusalAsync(() => queue.ChangeVisibilityAsync([], None)));
        });

    [Fact]
    public Task A_batch_of_eleven_is_refused_as_a_whole() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var messages = Enumerable.Repeat(new OutgoingMessage("a"), 11).ToList();
            var handles = Enumerable.Repeat("x", 11).ToList();
            var changes = handles.ConvertAll(handle => new VisibilityChange(handle, Second));
            Assert.Equal(QueueErrors.BatchTooManyEntries, await RefusalAsync(() => queue.SendAsync(messages, None)));
            Assert.Equal(QueueErrors.BatchTooManyEntries, await RefusalAsync(() => queue.DeleteAsync(handles, None)));
            Assert.Equal(
                QueueErrors.BatchTooManyEntries,
                await RefusalAsync(() => queue.ChangeVisibilityAsync(changes, None))
            );
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task The_largest_message_passes_and_one_byte_more_is_refused() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service, queue => queue with { MaximumMessageBytes = 1024 });
            var attribute = new Dictionary<string, MessageAttribute> { ["1234"] = MessageAttribute.String("567890") };
            // 4 + 6 for "String" + 6, and two bytes for each ü.
            var largest = new OutgoingMessage(new string('ü', 504)) { Attributes = attribute };
            await SendAsync(queue, largest);
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(queue, largest with { Body = largest.Body + "x" })
            );
        });

    [Fact]
    public Task A_batch_that_is_too_long_together_is_refused_as_a_whole() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var half = new OutgoingMessage(new string('x', QueueLimits.MessageBytes / 2));
            Assert.Equal(
                QueueErrors.BatchTooLong,
                await RefusalAsync(() => queue.SendAsync([half, half, new("x")], None))
            );
            Assert.Empty(await PollAsync(queue));
        });

    [Fact]
    public Task An_empty_body_is_refused() =>
        RunAsync(async service =>
            AssertOneOf(
                await RefusalAsync(await CreateQueueAsync(service), new OutgoingMessage("")),
                QueueErrors.MissingParameter,
                QueueErrors.InvalidParameter
            )
        );

    [Theory]
    [InlineData("\0")]
    [InlineData("\u000B")]
    [InlineData("\u001F")]
    [InlineData("\uFFFE")]
    [InlineData("\uFFFF")]
    public Task Characters_outside_of_xml_are_refused(string character) =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.InvalidContents,
                await RefusalAsync(await CreateQueueAsync(service), new OutgoingMessage($"before{character}after"))
            )
        );

    [Theory]
    [InlineData("\t\n\r")]
    [InlineData("\u007F\u0085\uD7FF\uE000\uFFFD")]
    [InlineData("\U00010000\U0010FFFF")]
    public Task Characters_of_xml_pass(string body) =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, body);
            Assert.Equal(body, (await ReceiveOneAsync(queue)).Body);
        });

    [Fact]
    public Task Ten_attributes_pass_and_eleven_are_refused() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            await SendAsync(queue, WithAttributes(10));
            Assert.Equal(10, (await ReceiveOneAsync(queue)).Attributes.Count);
            Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(queue, WithAttributes(11)));
        });

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("sch\u00F6n")]
    [InlineData(".first")]
    [InlineData("last.")]
    [InlineData("two..dots")]
    [InlineData("AWS.name")]
    [InlineData("aws.name")]
    [InlineData("Amazon.name")]
    public Task Attribute_names_that_SQS_does_not_take_are_refused(string name) =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(
                    await CreateQueueAsync(service),
                    WithAttribute(name, MessageAttribute.String("value"))
                )
            )
        );

    [Fact]
    public Task An_attribute_name_has_256_characters_at_most() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            var longest = new string('n', QueueLimits.AttributeNameLength);
            await SendAsync(queue, WithAttribute(longest, MessageAttribute.String("value")));
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(queue, WithAttribute(longest + "n", MessageAttribute.String("value")))
            );
        });

    [Theory]
    [InlineData("String", "")]
    [InlineData("String", null)]
    [InlineData("Number", "twelve")]
    [InlineData("Number", "")]
    [InlineData("Binary", "text")]
    [InlineData("Text", "text")]
    [InlineData("string", "text")]
    [InlineData("", "text")]
    public Task Attributes_without_a_value_of_their_type_are_refused(string type, string? text) =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(
                    await CreateQueueAsync(service),
                    WithAttribute("name", new MessageAttribute(type, text))
                )
            )
        );

    [Fact]
    public Task Receives_out_of_range_are_refused() =>
        RunAsync(async service =>
        {
            var queue = await CreateQueueAsync(service);
            ReceiveRequest[] requests =
            [
                new() { MaxMessages = 0 },
                new() { MaxMessages = 11 },
                new() { Wait = TimeSpan.FromSeconds(21) },
                new() { VisibilityTimeout = TimeSpan.FromHours(13) },
            ];
            foreach (var request in requests)
                Assert.Equal(QueueErrors.InvalidParameter, await RefusalAsync(() => queue.ReceiveAsync(request, None)));
        });

    [Fact]
    public Task A_delay_of_more_than_fifteen_minutes_is_refused() =>
        RunAsync(async service =>
            Assert.Equal(
                QueueErrors.InvalidParameter,
                await RefusalAsync(
                    await CreateQueueAsync(service),
                    new OutgoingMessage("a") { Delay = QueueLimits.MaximumDelay + Second }
                )
            )
        );

    private static OutgoingMessage WithAttribute(string name, MessageAttribute attribute) =>
        new("a") { Attributes = new Dictionary<string, MessageAttribute> { [name] = attribute } };

    private static OutgoingMessage WithAttributes(int count) =>
        new("a")
        {
            Attributes = Enumerable.Range(0, count).ToDictionary(i => $"a{i}", i => MessageAttribute.String($"{i}")),
        };
}

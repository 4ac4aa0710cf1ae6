using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Queues.Tests.Pump.Settling;

public sealed class DeadLetterTests
{
    private static readonly FailureNote Note = new()
    {
        Code = "invalid_field",
        Detail = "amount_cents: -5 is below 1.",
        SourceQueue = "loop-events",
        MessageId = "m-1",
        ReceiveCount = 2,
        FailedAt = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void The_message_goes_as_it_came_with_the_note_beside_it()
    {
        var original = Received(1);
        var letter = DeadLetter.Build(original, "loop-failure", Note, fifo: false);
        Assert.Equal(original.Body, letter.Body);
        Assert.Equal(original.Attributes["a0"], letter.Attributes["a0"]);
        Assert.Equal(
            """{"code":"invalid_field","detail":"amount_cents: -5 is below 1.","source_queue":"loop-events","message_id":"m-1","receive_count":2,"failed_at":"2026-01-15T12:00:00Z"}""",
            letter.Attributes["loop-failure"].Text
        );
    }

    [Fact]
    public void An_eleventh_attribute_finds_room_in_the_note()
    {
        var letter = DeadLetter.Build(Received(10), "loop-failure", Note, fifo: false);
        Assert.Equal(10, letter.Attributes.Count);
        var displaced = FailureNote.FromJson(letter.Attributes["loop-failure"].Text!)!.Displaced!;
        Assert.Equal("a9", displaced.Name);
        Assert.Equal(MessageAttribute.String("v9"), displaced.ToAttribute());
    }

    [Fact]
    public void A_note_of_an_earlier_time_gives_way()
    {
        var once = DeadLetter.Build(Received(2), "loop-failure", Note, fifo: false);
        var again = new ReceivedMessage("m-2", "r", "body") { Attributes = once.Attributes };
        var letter = DeadLetter.Build(again, "loop-failure", Note with { Code = "too_large" }, fifo: false);
        Assert.Equal(3, letter.Attributes.Count);
        Assert.Equal("too_large", FailureNote.FromJson(letter.Attributes["loop-failure"].Text!)!.Code);
    }

    [Fact]
    public void Into_a_FIFO_queue_it_keeps_its_group_and_is_deduplicated_by_its_id()
    {
        var letter = DeadLetter.Build(Received(0) with { GroupId = "g" }, "loop-failure", Note, fifo: true);
        Assert.Equal(("g", "m-1"), (letter.GroupId, letter.DeduplicationId));
    }

    [Fact]
    public void What_is_no_note_reads_as_none() => Assert.Null(FailureNote.FromJson("{"));

    private static ReceivedMessage Received(int attributes) =>
        new("m-1", "receipt", "the body")
        {
            Attributes = Enumerable
                .Range(0, attributes)
                .ToDictionary(i => $"a{i}", i => MessageAttribute.String($"v{i}")),
        };
}

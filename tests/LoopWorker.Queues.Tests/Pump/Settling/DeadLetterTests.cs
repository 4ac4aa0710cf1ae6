using FsCheck.Fluent;
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

    private static readonly NoteNames Names = new("loop-failure", new HashSet<string> { "type", "traceparent" });

    // Mostly as many as there may be, and the needed ones often the last by name.
    private static readonly FsCheck.Gen<List<string>> AttributeNames =
        from names in Gen.Shuffle("type", "traceparent", "a", "b", "c", "d", "e", "f", "g", "m", "s", "typf", "z")
        from count in Gen.Frequency((3, Gen.Constant(10)), (1, Gen.Choose(0, 9)))
        select names.Take(count).ToList();

    [Fact]
    public void The_message_goes_as_it_came_with_the_note_beside_it()
    {
        var original = Received(1);
        var letter = DeadLetter.Build(original, Names, Note, fifo: false);
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
        var letter = DeadLetter.Build(Received(10), Names, Note, fifo: false);
        Assert.Equal(10, letter.Attributes.Count);
        var displaced = FailureNote.FromJson(letter.Attributes["loop-failure"].Text!)!.Displaced!;
        Assert.Equal("a9", displaced.Name);
        Assert.Equal(MessageAttribute.String("v9"), displaced.ToAttribute());
    }

    [Fact]
    public void Whatever_a_message_has_beside_it_nothing_is_lost_and_what_a_replay_needs_stays_beside_it() =>
        Property.Holds(
            AttributeNames,
            names =>
            {
                var original = new ReceivedMessage("m-1", "r", "body")
                {
                    Attributes = names.ToDictionary(name => name, MessageAttribute.String),
                };
                var letter = DeadLetter.Build(original, Names, Note, fifo: false);
                Assert.InRange(letter.Attributes.Count, 1, 10);
                var kept = letter.Attributes.Where(pair => pair.Key != Names.Note).ToDictionary();
                Assert.Subset(kept.Keys.ToHashSet(), Names.Needed.Intersect(names).ToHashSet());
                if (NoteOf(letter).Displaced is { } displaced)
                    kept.Add(displaced.Name, displaced.ToAttribute());
                Assert.Equal(original.Attributes.OrderBy(pair => pair.Key), kept.OrderBy(pair => pair.Key));
            }
        );

    [Fact]
    public void A_second_note_has_the_first_behind_it_and_what_that_displaced()
    {
        var once = DeadLetter.Build(Received(10), Names, Note, fifo: false);
        var letter = DeadLetter.Build(Again(once), Names, Note with { Code = "too_large" }, fifo: false);
        Assert.Equal(10, letter.Attributes.Count);
        var note = NoteOf(letter);
        Assert.Equal(("too_large", "a9"), (note.Code, note.Displaced!.Name));
        Assert.Equal(Note, note.Earlier);
    }

    [Fact]
    public void Of_many_notes_the_first_and_the_newest_are_kept()
    {
        var letter = DeadLetter.Build(Received(1), Names, Note with { Code = "0" }, fifo: false);
        foreach (var time in Enumerable.Range(1, 9))
            letter = DeadLetter.Build(Again(letter), Names, Note with { Code = $"{time}" }, fifo: false);
        var codes = new List<string>();
        for (var note = NoteOf(letter); note is not null; note = note.Earlier)
            codes.Add(note.Code);
        Assert.Equal(["9", "8", "7", "6", "5", "0"], codes);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"code":"\ud800"}""")]
    [InlineData(
        """{"code":"a","detail":"b","source_queue":"c","message_id":"d","receive_count":1,"failed_at":"soon"}"""
    )]
    public void What_stands_in_the_place_of_a_note_and_is_none_gives_way(string text)
    {
        var original = Received(1) with
        {
            Attributes = new Dictionary<string, MessageAttribute> { [Names.Note] = MessageAttribute.String(text) },
        };
        Assert.Equal(Note, NoteOf(DeadLetter.Build(original, Names, Note, fifo: false)));
    }

    [Theory]
    [InlineData("tenant-7")]
    [InlineData(null)]
    public void Into_a_standard_queue_it_keeps_its_group_if_it_has_one_and_its_trace(string? group)
    {
        var original = Received(0) with { GroupId = group, TraceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793" };
        var letter = DeadLetter.Build(original, Names, Note, fifo: false);
        Assert.Equal((group, null, original.TraceHeader), (letter.GroupId, letter.DeduplicationId, letter.TraceHeader));
    }

    [Fact]
    public void Into_a_FIFO_queue_it_keeps_its_group_and_is_deduplicated_by_its_id()
    {
        var letter = DeadLetter.Build(Received(0) with { GroupId = "g" }, Names, Note, fifo: true);
        Assert.Equal(("g", "m-1"), (letter.GroupId, letter.DeduplicationId));
    }

    [Fact]
    public void What_is_no_note_reads_as_none() => Assert.Null(FailureNote.FromJson("{"));

    private static FailureNote NoteOf(OutgoingMessage letter) =>
        FailureNote.FromJson(letter.Attributes[Names.Note].Text!)!;

    private static ReceivedMessage Again(OutgoingMessage letter) =>
        new("m-2", "r", letter.Body) { Attributes = letter.Attributes };

    private static ReceivedMessage Received(int attributes) =>
        new("m-1", "receipt", "the body")
        {
            Attributes = Enumerable
                .Range(0, attributes)
                .ToDictionary(i => $"a{i}", i => MessageAttribute.String($"v{i}")),
        };
}

using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Pipeline.Routing;

public sealed class RoutedMessageTests
{
    private static readonly EventSource Source = new(Make.SourceNamed("events"), "loop.vault.yield.v1");

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    public void A_message_comes_out_as_it_went_in_whatever_attributes_it_has(int attributes)
    {
        var original = Received(attributes);
        var routed = RoutedMessage.Build(original, Source, "u1");
        Assert.InRange(routed.Attributes.Count, 1, 10);

        var received = new ReceivedMessage("other", "h2", routed.Body) { Attributes = routed.Attributes };
        var note = RoutedMessage.NoteOf(received)!;
        var restored = RoutedMessage.Restore(received, note);
        Assert.Equal(("u1", "events", "loop.vault.yield.v1"), (note.User, note.SourceQueue, note.DefaultType));
        Assert.Equal(
            (original.MessageId, original.Body, original.SentAt, original.GroupId),
            (restored.MessageId, restored.Body, restored.SentAt, restored.GroupId)
        );
        Assert.Equal(original.Attributes.OrderBy(pair => pair.Key), restored.Attributes.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void Its_type_stays_beside_it_however_many_attributes_it_has()
    {
        var original = Received(9);
        var attributes = new Dictionary<string, MessageAttribute>(original.Attributes)
        {
            ["type"] = MessageAttribute.String("loop.vault.yield.v1"),
        };
        var routed = RoutedMessage.Build(original with { Attributes = attributes }, Source, "u1");
        Assert.Equal("loop.vault.yield.v1", routed.Attributes["type"].Text);
    }

    [Fact]
    public void The_note_is_one_attribute_of_documented_names() =>
        Assert.Equal(
            """{"user":"u1","source_queue":"events","message_id":"m1","sent_at":"2026-01-15T12:00:00Z","group_id":"g","default_type":"loop.vault.yield.v1"}""",
            RoutedMessage.Build(Received(0), Source, "u1").Attributes[RoutedMessage.NoteAttribute].Text
        );

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"user":"u1"}""")]
    [InlineData("""{"user":null,"source_queue":"events","message_id":"m1","sent_at":"2026-01-15T12:00:00Z"}""")]
    public void What_is_no_note_reads_as_none(string text) => Assert.Null(RouteNote.FromJson(text));

    private static ReceivedMessage Received(int attributes) =>
        new("m1", "h", "body")
        {
            SentAt = Make.Now,
            GroupId = "g",
            Attributes = Enumerable
                .Range(0, attributes)
                .ToDictionary(i => $"a{i}", i => MessageAttribute.String($"v{i}")),
        };
}

using LoopWorker.Messages.Reading;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Routing;

/// <summary>A message on its way through the routing queue: body and attributes as they came, and a note beside them. Pure.</summary>
public static class RoutedMessage
{
    /// <summary>The attribute that holds the <see cref="RouteNote"/>.</summary>
    public const string NoteAttribute = "loop-route";

    /// <summary>What goes to the routing queue in place of a message.</summary>
    /// <remarks>
    /// The deduplication id is the id that the source gave the message. So what a crash between sending and deleting routes
    /// twice is dropped by SQS, while a replayed dead letter, a repeat or other content under a used id, each a message with an
    /// id of its own, goes through and meets the marker.
    /// </remarks>
    /// <param name="message">The message as its source delivered it.</param>
    /// <param name="source">The source.</param>
    /// <param name="user">Whose event it is.</param>
    public static OutgoingMessage Build(ReceivedMessage message, EventSource source, string user)
    {
        var attributes = new Dictionary<string, MessageAttribute>(message.Attributes);
        attributes.Remove(NoteAttribute);
        var note = new RouteNote
        {
            User = user,
            SourceQueue = source.Source.Queue.Name,
            MessageId = message.MessageId,
            SentAt = message.SentAt,
            GroupId = message.GroupId,
            DefaultType = source.DefaultType,
            Displaced = DisplacedAttribute.MakeRoomIn(attributes, EventReader.NeededAttributes),
        };
        attributes[NoteAttribute] = MessageAttribute.String(note.ToJson());
        return new OutgoingMessage(message.Body)
        {
            Attributes = attributes,
            GroupId = FifoId.Of(user),
            DeduplicationId = FifoId.Of(message.MessageId),
            TraceHeader = message.TraceHeader,
        };
    }

    /// <summary>The note beside a message; null if it has none.</summary>
    public static RouteNote? NoteOf(ReceivedMessage message) =>
        message.Attributes.GetValueOrDefault(NoteAttribute)?.Text is { } json ? RouteNote.FromJson(json) : null;

    /// <summary>The message as its source delivered it.</summary>
    public static ReceivedMessage Restore(ReceivedMessage routed, RouteNote note)
    {
        var attributes = new Dictionary<string, MessageAttribute>(routed.Attributes);
        attributes.Remove(NoteAttribute);
        if (note.Displaced is { } displaced)
            attributes[displaced.Name] = displaced.ToAttribute();
        return routed with
        {
            MessageId = note.MessageId,
            SentAt = note.SentAt,
            GroupId = note.GroupId,
            DeduplicationId = null,
            SequenceNumber = null,
            Attributes = attributes,
        };
    }
}

using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>A message on its way to a dead-letter queue: as it came, with the reason beside it.</summary>
public static class DeadLetter
{
    /// <summary>Builds the message. Pure.</summary>
    /// <param name="original">The message as received.</param>
    /// <param name="names">The attribute that is to hold the note, and those that stay.</param>
    /// <param name="note">The reason; a note that the message came with goes behind it.</param>
    /// <param name="fifo">Whether the dead-letter queue is a FIFO queue.</param>
    public static OutgoingMessage Build(ReceivedMessage original, NoteNames names, FailureNote note, bool fifo)
    {
        var attributes = new Dictionary<string, MessageAttribute>(original.Attributes);
        attributes.Remove(names.Note, out var earlier);
        note = (note with { Displaced = DisplacedAttribute.MakeRoomIn(attributes, names.Needed) }).Following(
            earlier?.Text is { } json ? FailureNote.FromJson(json) : null
        );
        attributes[names.Note] = MessageAttribute.String(note.ToJson());
        return new OutgoingMessage(original.Body)
        {
            Attributes = attributes,
            GroupId = FifoId.OfGroup(original.GroupId, original.MessageId, fifo),
            DeduplicationId = fifo ? FifoId.Of(original.MessageId) : null,
            TraceHeader = original.TraceHeader,
        };
    }
}

/// <summary>Names of attributes of a dead letter.</summary>
/// <param name="Note">The one that holds the <see cref="FailureNote"/>.</param>
/// <param name="Needed">Those that a replay needs; they never make room for the note.</param>
public sealed record NoteNames(string Note, IReadOnlySet<string> Needed);

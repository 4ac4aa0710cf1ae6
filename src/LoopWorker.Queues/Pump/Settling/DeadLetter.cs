using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>A message on its way to a dead-letter queue: as it came, with the reason beside it.</summary>
public static class DeadLetter
{
    /// <summary>Builds the message. Pure.</summary>
    /// <param name="original">The message as received.</param>
    /// <param name="noteAttribute">The attribute that is to hold the note; an old one under that name gives way.</param>
    /// <param name="note">The reason.</param>
    /// <param name="fifo">Whether the dead-letter queue is a FIFO queue.</param>
    public static OutgoingMessage Build(ReceivedMessage original, string noteAttribute, FailureNote note, bool fifo)
    {
        var attributes = new Dictionary<string, MessageAttribute>(original.Attributes);
        attributes.Remove(noteAttribute);
        note = note with { Displaced = DisplacedAttribute.MakeRoomIn(attributes) };
        attributes[noteAttribute] = MessageAttribute.String(note.ToJson());
        return new OutgoingMessage(original.Body)
        {
            Attributes = attributes,
            GroupId = fifo ? FifoId.Of(original.GroupId ?? original.MessageId) : null,
            DeduplicationId = fifo ? FifoId.Of(original.MessageId) : null,
            TraceHeader = original.TraceHeader,
        };
    }
}

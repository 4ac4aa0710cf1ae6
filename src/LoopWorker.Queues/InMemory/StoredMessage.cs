using LoopWorker.Queues.InMemory.Ordering;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>A message in one queue, and how it stands there. Guarded by the queue's lock.</summary>
internal sealed class StoredMessage
{
    public StoredMessage(long sequence, MessageContent content)
    {
        Sequence = sequence;
        Content = content;
        FirstReceivedAt = content.FirstReceivedAt;
        Turn = new HeapPlace<StoredMessage>(this);
        Expiry = new HeapPlace<StoredMessage>(this);
    }

    /// <summary>Its place in the order of the queue.</summary>
    public long Sequence { get; }

    public MessageContent Content { get; }

    public MessageState State { get; set; }

    /// <summary>Its place among the messages of the same state.</summary>
    public HeapPlace<StoredMessage> Turn { get; }

    /// <summary>Its place among all messages by the end of their retention.</summary>
    public HeapPlace<StoredMessage> Expiry { get; }

    /// <summary>How often this queue has delivered it. With the sequence it tells deliveries apart.</summary>
    public int Receives { get; set; }

    /// <summary>When it was last received, on the engine's clock.</summary>
    public TimeSpan LastReceived { get; set; }

    public DateTimeOffset FirstReceivedAt { get; set; }

    public int ReceiveCount => Content.EarlierReceives + Receives;

    /// <summary>The handle of its last delivery.</summary>
    public ReceiptHandle LastHandle => new(Sequence, Receives);

    public ReceivedMessage ToReceived(QueueDefinition queue, string receiptHandle) =>
        new(Content.Id, receiptHandle, Content.Body)
        {
            Attributes = Content.Attributes,
            ReceiveCount = ReceiveCount,
            SentAt = Content.SentAt,
            FirstReceivedAt = FirstReceivedAt,
            GroupId = Content.GroupId,
            DeduplicationId = Content.DeduplicationId,
            SequenceNumber = queue.IsFifo ? $"{Sequence:D20}" : null,
            DeadLetterSource = Content.DeadLetterSource,
            TraceHeader = Content.TraceHeader,
        };

    /// <summary>The message as its dead-letter queue takes it.</summary>
    /// <remarks>
    /// From a standard queue it keeps its time of sending, so its retention runs on. From a FIFO queue it gets a new one,
    /// and its own id for a deduplication id. Source: Amazon SQS Developer Guide, "Setting up dead-letter queue retention"
    /// and "Learn how to configure a dead-letter queue redrive".
    /// </remarks>
    public MessageContent ToDeadLetter(QueueDefinition source, DateTimeOffset timeOfDay, TimeSpan now)
    {
        var content = Content with
        {
            DeadLetterSource = source.Name,
            EarlierReceives = ReceiveCount,
            FirstReceivedAt = FirstReceivedAt,
        };
        return source.IsFifo ? content with { SentAt = timeOfDay, Sent = now, DeduplicationId = Content.Id } : content;
    }
}

internal enum MessageState
{
    Delayed,
    Visible,
    InFlight,
}

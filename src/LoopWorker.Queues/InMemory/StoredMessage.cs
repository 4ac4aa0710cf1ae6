using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>A message as a queue in memory holds it. Guarded by its queue's lock.</summary>
internal sealed class StoredMessage(
    long sequence,
    string id,
    OutgoingMessage content,
    DateTimeOffset sentAt,
    TimeSpan sent
)
{
    /// <summary>Its place in the queue.</summary>
    public long Sequence => sequence;

    public string Id => id;

    public OutgoingMessage Content => content;

    /// <summary>The time of day it was sent.</summary>
    public DateTimeOffset SentAt => sentAt;

    /// <summary>When it was sent, on the queue's clock; its retention counts from here.</summary>
    public TimeSpan Sent => sent;

    public MessageState State { get; set; }

    public int ReceiveCount { get; set; }

    public DateTimeOffset FirstReceivedAt { get; set; }

    /// <summary>When it was last received, on the queue's clock.</summary>
    public TimeSpan LastReceived { get; set; }

    public string? DeadLetterSource { get; init; }

    /// <summary>One more at each receive; part of the receipt handle.</summary>
    public int Receipt { get; set; }

    /// <summary>Tells the entry of <see cref="DueTimes"/> that counts from those that no longer do.</summary>
    public long DueEntry { get; set; }

    public ReceivedMessage ToReceived(string receiptHandle) =>
        new(id, receiptHandle, content.Body)
        {
            Attributes = content.Attributes,
            ReceiveCount = ReceiveCount,
            SentAt = sentAt,
            FirstReceivedAt = FirstReceivedAt,
            GroupId = content.GroupId,
            DeduplicationId = content.DeduplicationId,
            SequenceNumber = content.GroupId is null ? null : $"{sequence:D20}",
            DeadLetterSource = DeadLetterSource,
        };
}

internal enum MessageState
{
    Delayed,
    Visible,
    InFlight,
    Gone,
}

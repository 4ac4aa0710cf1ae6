namespace LoopWorker.Queues.Messages;

/// <summary>A value that travels beside a message's body.</summary>
/// <param name="DataType"><c>String</c>, <c>Number</c> or <c>Binary</c>, each with an optional label behind a dot.</param>
/// <param name="Text">The value of a <c>String</c> or <c>Number</c>.</param>
/// <param name="Bytes">The value of a <c>Binary</c>.</param>
public sealed record MessageAttribute(string DataType, string? Text = null, ReadOnlyMemory<byte>? Bytes = null)
{
    public static MessageAttribute String(string text) => new("String", text);
}

/// <summary>A message to be sent.</summary>
/// <param name="Body">1 character or more of XML's character set (SQS refuses others).</param>
public sealed record OutgoingMessage(string Body)
{
    /// <summary>At most <see cref="QueueLimits.MessageAttributes"/>.</summary>
    public IReadOnlyDictionary<string, MessageAttribute> Attributes { get; init; } = NoAttributes;

    /// <summary>How long it stays hidden at first; null for the queue's own delay. Not for FIFO queues.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// Required for FIFO queues, where messages of a group are delivered one after another. In a standard queue it keeps a group with many
    /// messages from holding up the others (fair queues).
    /// </summary>
    public string? GroupId { get; init; }

    /// <summary>FIFO only: within five minutes a second message with the same id is accepted and dropped.</summary>
    public string? DeduplicationId { get; init; }

    /// <summary>The system attribute <c>AWSTraceHeader</c>: the trace it belongs to, as X-Ray writes it.</summary>
    public string? TraceHeader { get; init; }

    internal static IReadOnlyDictionary<string, MessageAttribute> NoAttributes { get; } =
        new Dictionary<string, MessageAttribute>();
}

/// <summary>What to receive.</summary>
public sealed record ReceiveRequest
{
    /// <summary>1 to 10.</summary>
    public int MaxMessages { get; init; } = QueueLimits.BatchEntries;

    /// <summary>How long to wait for a first message, 0 to 20 seconds.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.Zero;

    /// <summary>How long the messages stay hidden; null for the queue's own setting.</summary>
    public TimeSpan? VisibilityTimeout { get; init; }
}

/// <summary>A message in hand, until its visibility timeout runs out.</summary>
/// <param name="MessageId">The same at every delivery.</param>
/// <param name="ReceiptHandle">Another at every delivery; what deletes and extends this one.</param>
/// <param name="Body">As it was sent.</param>
public sealed record ReceivedMessage(string MessageId, string ReceiptHandle, string Body)
{
    public IReadOnlyDictionary<string, MessageAttribute> Attributes { get; init; } = OutgoingMessage.NoAttributes;

    /// <summary>How often it has been received, this time included.</summary>
    public int ReceiveCount { get; init; } = 1;

    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>When it was received for the first time.</summary>
    public DateTimeOffset FirstReceivedAt { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>FIFO only: larger for each later message of the queue.</summary>
    public string? SequenceNumber { get; init; }

    /// <summary>In a dead-letter queue: the name of the queue it was moved from by the redrive policy.</summary>
    public string? DeadLetterSource { get; init; }

    /// <summary>The system attribute <c>AWSTraceHeader</c>: the trace it belongs to, as X-Ray writes it.</summary>
    public string? TraceHeader { get; init; }
}

/// <summary>How long from now the message stays hidden, 0 to 12 hours.</summary>
public readonly record struct VisibilityChange(string ReceiptHandle, TimeSpan Timeout);

/// <summary>What became of one message of a batch of sends.</summary>
/// <param name="MessageId">Its id, if it was accepted.</param>
/// <param name="Error">Why it was not.</param>
public sealed record SendOutcome(string? MessageId, EntryError? Error = null)
{
    public bool Succeeded => Error is null;
}

/// <summary>What became of one entry of a batch.</summary>
public sealed record EntryOutcome(EntryError? Error = null)
{
    public static EntryOutcome Success { get; } = new();

    public bool Succeeded => Error is null;
}

/// <summary>Why one entry of a batch failed.</summary>
/// <param name="Code">One of <see cref="QueueErrors"/> or another of SQS's names.</param>
/// <param name="Message">For people.</param>
/// <param name="SenderFault">True if the same entry can never succeed.</param>
public sealed record EntryError(string Code, string Message, bool SenderFault)
{
    /// <summary>Whether it is the message itself that is refused, and not what a key or a permission may be the reason of.</summary>
    public bool IsOfContents =>
        SenderFault
        && Code is (QueueErrors.InvalidContents or QueueErrors.InvalidParameter or QueueErrors.MissingParameter);

    /// <summary>As of a call's error, see <see cref="QueueException.IsDenied"/>.</summary>
    public bool IsDenied => new QueueException(Code, Message).IsDenied;
}

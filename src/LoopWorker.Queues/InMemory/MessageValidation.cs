using System.Globalization;
using System.Text;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>What SQS refuses, with its names for the reasons. Pure.</summary>
internal static class MessageValidation
{
    /// <exception cref="QueueException">If the batch as a whole is refused.</exception>
    public static void CheckBatch(int entries)
    {
        if (entries == 0)
            throw new QueueException(QueueErrors.BatchEmpty, "There should be at least one entry in the request.");
        if (entries > QueueLimits.BatchEntries)
            throw new QueueException(
                QueueErrors.BatchTooManyEntries,
                $"Maximum number of entries per request are {QueueLimits.BatchEntries}. You have sent {entries}."
            );
    }

    /// <exception cref="QueueException">If the batch as a whole is refused.</exception>
    public static void CheckSizes(IReadOnlyList<OutgoingMessage> messages)
    {
        CheckBatch(messages.Count);
        var bytes = messages.Sum(message => (long)SizeOf(message));
        if (messages.Count > 1 && bytes > QueueLimits.MessageBytes)
            throw new QueueException(
                QueueErrors.BatchTooLong,
                $"Batch requests cannot be longer than {QueueLimits.MessageBytes} bytes. You have sent {bytes} bytes."
            );
    }

    /// <summary>Why the queue does not take a message; null if it does.</summary>
    public static EntryError? Check(OutgoingMessage message, QueueDefinition queue)
    {
        if (message.Body.Length == 0)
            return Refuse(
                QueueErrors.MissingParameter,
                "The request must contain a message body of at least one character."
            );
        if (!IsText(message.Body))
            return Refuse(QueueErrors.InvalidContents, "The message contains characters outside the allowed set.");
        if (SizeOf(message) > queue.MaximumMessageBytes)
            return Refuse(
                QueueErrors.InvalidParameter,
                $"The message has {SizeOf(message)} bytes; it must be no longer than {queue.MaximumMessageBytes} bytes."
            );
        return CheckAttributes(message) ?? (queue.IsFifo ? CheckFifo(message, queue) : CheckDelay(message));
    }

    /// <exception cref="QueueException">If it is out of range.</exception>
    public static void CheckReceive(ReceiveRequest request)
    {
        Range("MaxNumberOfMessages", request.MaxMessages, 1, QueueLimits.BatchEntries);
        Range("WaitTimeSeconds", request.Wait, TimeSpan.Zero, QueueLimits.MaximumWait);
        if (request.VisibilityTimeout is { } timeout)
            Range("VisibilityTimeout", timeout, TimeSpan.Zero, QueueLimits.MaximumVisibilityTimeout);
    }

    /// <exception cref="QueueException">If a setting is out of range.</exception>
    public static void CheckDefinition(QueueDefinition queue)
    {
        var bare = queue.IsFifo ? queue.Name[..^".fifo".Length] : queue.Name;
        if (queue.Name.Length is 0 or > 80 || !bare.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The queue name '{queue.Name}' must be 1 to 80 of A-Z a-z 0-9 - _, with .fifo at the end of a FIFO queue's."
            );
        Range("VisibilityTimeout", queue.VisibilityTimeout, TimeSpan.Zero, QueueLimits.MaximumVisibilityTimeout);
        Range("MessageRetentionPeriod", queue.Retention, QueueLimits.MinimumRetention, QueueLimits.MaximumRetention);
        Range("DelaySeconds", queue.Delay, TimeSpan.Zero, QueueLimits.MaximumDelay);
        Range("MaximumMessageSize", queue.MaximumMessageBytes, 1024, QueueLimits.MessageBytes);
        if (queue.Redrive is { } redrive)
            Range("maxReceiveCount", redrive.MaxReceiveCount, 1, 1000);
    }

    /// <summary>Bytes of a message as SQS counts them.</summary>
    public static int SizeOf(OutgoingMessage message)
    {
        var size = Encoding.UTF8.GetByteCount(message.Body);
        foreach (var (name, attribute) in message.Attributes)
            size +=
                Encoding.UTF8.GetByteCount(name)
                + Encoding.UTF8.GetByteCount(attribute.DataType)
                + Encoding.UTF8.GetByteCount(attribute.Text ?? "")
                + (attribute.Bytes?.Length ?? 0);
        return size;
    }

    private static EntryError? CheckAttributes(OutgoingMessage message)
    {
        if (message.Attributes.Count > QueueLimits.MessageAttributes)
            return Refuse(
                QueueErrors.InvalidParameter,
                $"Number of message attributes [{message.Attributes.Count}] exceeds the allowed maximum [{QueueLimits.MessageAttributes}]."
            );
        foreach (var (name, attribute) in message.Attributes)
        {
            if (!IsAttributeName(name))
                return Refuse(QueueErrors.InvalidParameter, $"The message attribute name '{name}' is invalid.");
            var valid = attribute.DataType.Split('.')[0] switch
            {
                "String" => !string.IsNullOrEmpty(attribute.Text) && IsText(attribute.Text),
                "Number" => decimal.TryParse(attribute.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
                "Binary" => attribute.Bytes is { Length: > 0 },
                _ => false,
            };
            if (!valid)
                return Refuse(
                    QueueErrors.InvalidParameter,
                    $"The message attribute '{name}' must have a value of its type, String, Number or Binary."
                );
        }
        return null;
    }

    private static EntryError? CheckFifo(OutgoingMessage message, QueueDefinition queue)
    {
        if (string.IsNullOrEmpty(message.GroupId))
            return Refuse(QueueErrors.MissingParameter, "The request must contain the parameter MessageGroupId.");
        if (message.DeduplicationId is null && !queue.ContentBasedDeduplication)
            return Refuse(
                QueueErrors.InvalidParameter,
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly."
            );
        if (
            message.GroupId.Length > QueueLimits.FifoIdLength
            || message.DeduplicationId?.Length > QueueLimits.FifoIdLength
        )
            return Refuse(
                QueueErrors.InvalidParameter,
                $"MessageGroupId and MessageDeduplicationId must have at most {QueueLimits.FifoIdLength} characters."
            );
        return message.Delay is null
            ? null
            : Refuse(QueueErrors.InvalidParameter, "The request must not contain DelaySeconds for a FIFO queue.");
    }

    private static EntryError? CheckDelay(OutgoingMessage message) =>
        message.Delay is { } delay && (delay < TimeSpan.Zero || delay > QueueLimits.MaximumDelay)
            ? Refuse(
                QueueErrors.InvalidParameter,
                $"DelaySeconds is {delay}: it must be between 0 and {QueueLimits.MaximumDelay}."
            )
            : null;

    private static bool IsAttributeName(string name) =>
        name.Length is > 0 and <= QueueLimits.AttributeNameLength
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
        && !name.StartsWith('.')
        && !name.EndsWith('.')
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase);

    // XML's characters: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.
    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\uD800' or '\t' or '\n' or '\r' or >= '\uE000' and <= '\uFFFD')
                continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
                i++;
            else
                return false;
        }
        return true;
    }

    private static void Range<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"Value {value} for parameter {name} is invalid. Reason: Must be between {least} and {most}."
            );
    }

    private static EntryError Refuse(string code, string message) => new(code, message, SenderFault: true);
}

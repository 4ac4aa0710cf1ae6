using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>What SQS refuses of a batch as a whole. Pure.</summary>
internal static class BatchValidation
{
    /// <exception cref="QueueException">If the batch has no entry or too many.</exception>
    public static void CheckCount(int entries)
    {
        if (entries == 0)
            throw new QueueException(
                QueueErrors.BatchEmpty,
                $"The batch has no entry: give 1 to {QueueLimits.BatchEntries}."
            );
        if (entries > QueueLimits.BatchEntries)
            throw new QueueException(
                QueueErrors.BatchTooManyEntries,
                $"The batch has {entries} entries: give 1 to {QueueLimits.BatchEntries}."
            );
    }

    /// <exception cref="QueueException">If the batch has no message, too many, or too many bytes together.</exception>
    public static void CheckSend(IReadOnlyList<OutgoingMessage> messages)
    {
        CheckCount(messages.Count);
        long bytes = 0;
        foreach (var message in messages)
            bytes += MessageSize.Of(message);
        // A message that is too long for itself is refused as an entry, so that it holds up no other.
        if (messages.Count > 1 && bytes > QueueLimits.MessageBytes)
            throw new QueueException(
                QueueErrors.BatchTooLong,
                $"The batch has {bytes} bytes: send at most {QueueLimits.MessageBytes} in one batch."
            );
    }
}

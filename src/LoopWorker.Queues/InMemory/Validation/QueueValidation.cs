namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>What SQS refuses of a queue's settings. Pure.</summary>
internal static class QueueValidation
{
    private const int NameLength = 80;
    private const int LeastMaximumMessageBytes = 1024;
    private const int MostReceives = 1000;

    /// <exception cref="QueueException">If the name or a setting is not valid.</exception>
    public static void Check(QueueDefinition queue)
    {
        var bare = queue.IsFifo ? queue.Name[..^".fifo".Length] : queue.Name;
        if (
            bare.Length == 0
            || queue.Name.Length > NameLength
            || !bare.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        )
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The queue name '{queue.Name}' is not valid: use 1 to {NameLength} letters, digits, - and _, with .fifo at the end for a FIFO queue."
            );
        ValueRange.Check(
            "VisibilityTimeout",
            queue.VisibilityTimeout,
            TimeSpan.Zero,
            QueueLimits.MaximumVisibilityTimeout
        );
        ValueRange.Check(
            "MessageRetentionPeriod",
            queue.Retention,
            QueueLimits.MinimumRetention,
            QueueLimits.MaximumRetention
        );
        ValueRange.Check("DelaySeconds", queue.Delay, TimeSpan.Zero, QueueLimits.MaximumDelay);
        ValueRange.Check(
            "MaximumMessageSize",
            queue.MaximumMessageBytes,
            LeastMaximumMessageBytes,
            QueueLimits.MessageBytes
        );
        RequireFifo(queue, "ContentBasedDeduplication", queue.ContentBasedDeduplication);
        RequireFifo(queue, "HighThroughput", queue.HighThroughput);
        if (queue.Redrive is { } redrive)
            ValueRange.Check("maxReceiveCount", redrive.MaxReceiveCount, 1, MostReceives);
    }

    /// <exception cref="QueueException">If the dead-letter queue is missing or of the other kind.</exception>
    public static void CheckDeadLetters(QueueDefinition queue, QueueDefinition? deadLetters)
    {
        var name = queue.Redrive!.DeadLetterQueue;
        if (deadLetters is null)
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The dead-letter queue '{name}' of '{queue.Name}' does not exist: create it first."
            );
        if (deadLetters.IsFifo != queue.IsFifo)
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The dead-letter queue '{name}' of '{queue.Name}' is of the other kind: both must be FIFO, or neither."
            );
    }

    private static void RequireFifo(QueueDefinition queue, string setting, bool isSet)
    {
        if (isSet && !queue.IsFifo)
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"{setting} is set for '{queue.Name}', which is no FIFO queue: leave it out, or name the queue '{queue.Name}.fifo'."
            );
    }
}

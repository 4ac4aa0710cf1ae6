using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>What SQS refuses of a message. Pure.</summary>
internal static class MessageValidation
{
    /// <summary>Why the queue does not take a message; null if it does.</summary>
    public static EntryError? Check(OutgoingMessage message, QueueDefinition queue) =>
        CheckBody(message, queue)
        ?? AttributeValidation.Check(message.Attributes)
        ?? CheckDelay(message, queue)
        ?? FifoValidation.Check(message, queue);

    private static EntryError? CheckBody(OutgoingMessage message, QueueDefinition queue)
    {
        if (message.Body.Length == 0)
            return new EntryError(
                QueueErrors.MissingParameter,
                "The body is empty: give at least one character.",
                SenderFault: true
            );
        if (MessageText.FindRefused(message.Body) is >= 0 and var place)
            return new EntryError(
                QueueErrors.InvalidContents,
                $"The body has U+{(int)message.Body[place]:X4} at character {place}: send only characters of XML 1.0, or encode it.",
                SenderFault: true
            );
        if (MessageSize.Of(message) is var bytes && bytes > queue.MaximumMessageBytes)
            return Invalid(
                $"The message has {bytes} bytes: send at most the queue's {queue.MaximumMessageBytes}, attributes included."
            );
        return null;
    }

    private static EntryError? CheckDelay(OutgoingMessage message, QueueDefinition queue)
    {
        if (message.Delay is not { } delay)
            return null;
        if (queue.IsFifo)
            return Invalid($"DelaySeconds is {delay}: a FIFO queue delays all messages alike, so leave it out.");
        return delay < TimeSpan.Zero || delay > QueueLimits.MaximumDelay
            ? Invalid($"DelaySeconds is {delay}: give 0 to {QueueLimits.MaximumDelay}.")
            : null;
    }

    private static EntryError Invalid(string message) => new(QueueErrors.InvalidParameter, message, SenderFault: true);
}

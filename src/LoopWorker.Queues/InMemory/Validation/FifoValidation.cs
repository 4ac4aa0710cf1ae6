using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>What SQS refuses of a message's group id and deduplication id. Pure.</summary>
/// <remarks>A standard queue takes a group id, which has no effect on order there ("fair queues").</remarks>
internal static class FifoValidation
{
    public static EntryError? Check(OutgoingMessage message, QueueDefinition queue)
    {
        if (queue.IsFifo && message.GroupId is null)
            return new EntryError(
                QueueErrors.MissingParameter,
                "MessageGroupId is missing: a FIFO queue needs one with each message.",
                SenderFault: true
            );
        if (queue.IsFifo && message.DeduplicationId is null && !queue.ContentBasedDeduplication)
            return Invalid(
                "MessageDeduplicationId is missing: give one, or create the queue with ContentBasedDeduplication."
            );
        if (!queue.IsFifo && message.DeduplicationId is not null)
            return Invalid("MessageDeduplicationId is given: only a FIFO queue takes it.");
        return CheckId("MessageGroupId", message.GroupId) ?? CheckId("MessageDeduplicationId", message.DeduplicationId);
    }

    private static EntryError? CheckId(string name, string? id) =>
        id is null
        || (id.Length is > 0 and <= QueueLimits.FifoIdLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~'))
            ? null
            : Invalid(
                $"{name} has {id.Length} characters: give 1 to {QueueLimits.FifoIdLength} ASCII letters, digits and punctuation marks."
            );

    private static EntryError Invalid(string message) => new(QueueErrors.InvalidParameter, message, SenderFault: true);
}

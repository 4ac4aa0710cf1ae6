using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Processing;

/// <summary>What a queue itself does not take: there is no message that could become a dead letter.</summary>
internal static class QueueRefusal
{
    /// <summary>Of a line that was not sent, so that it does not overtake another.</summary>
    public static Failure Held { get; } =
        new(
            FailureCodes.RetriesExhausted,
            "A line before it, of the same user, could not be sent: send both again, in their order."
        );

    public static Failure Of(InputLine line, EntryError error) =>
        error.Code is QueueErrors.BatchTooLong or QueueErrors.InvalidParameter
            ? new Failure(
                FailureCodes.TooLarge,
                $"The line has {line.Text.Length} characters; a queue takes messages of up to {QueueLimits.MessageBytes} bytes."
            )
            : new Failure(FailureCodes.InvalidJson, $"A queue does not take the line: {error.Code}, {error.Message}");
}

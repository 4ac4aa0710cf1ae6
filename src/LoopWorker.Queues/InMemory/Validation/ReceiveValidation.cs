using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>What SQS refuses of a receive. Pure.</summary>
internal static class ReceiveValidation
{
    /// <exception cref="QueueException">If a value is out of range.</exception>
    public static void Check(ReceiveRequest request)
    {
        ValueRange.Check("MaxNumberOfMessages", request.MaxMessages, 1, QueueLimits.BatchEntries);
        ValueRange.Check("WaitTimeSeconds", request.Wait, TimeSpan.Zero, QueueLimits.MaximumWait);
        if (request.VisibilityTimeout is { } timeout)
            ValueRange.Check("VisibilityTimeout", timeout, TimeSpan.Zero, QueueLimits.MaximumVisibilityTimeout);
    }
}

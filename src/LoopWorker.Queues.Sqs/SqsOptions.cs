using LoopWorker.Aws;

namespace LoopWorker.Queues.Sqs;

/// <summary>How SQS is reached. For a receive the wait comes on top of <see cref="AwsOptions.CallTimeout"/>.</summary>
public sealed record SqsOptions : AwsOptions
{
    public SqsOptions()
    {
        // Above the longest poll, so that it never cuts one.
        AttemptTimeout = QueueLimits.MaximumWait + TimeSpan.FromSeconds(20);
        CallTimeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>
    /// How long a receive that the caller has cancelled may go on unseen, so that what it still brings can be made
    /// visible again. SQS gives messages to a poll whose caller has gone, and they stay hidden for their whole timeout.
    /// </summary>
    public TimeSpan CancelledReceiveGrace { get; init; } = TimeSpan.FromSeconds(5);
}

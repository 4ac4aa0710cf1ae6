using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs;

/// <summary>
/// How SQS is reached. Everything may be left out: then the AWS SDK's own settings hold (<c>AWS_REGION</c>,
/// <c>AWS_ENDPOINT_URL_SQS</c>, <c>AWS_ENDPOINT_URL</c>, profiles, and its chain of credentials).
/// </summary>
public sealed record SqsOptions
{
    /// <summary>Another endpoint than the region's, an emulator for example.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region's name, <c>eu-central-1</c> for example.</summary>
    public string? Region { get; init; }

    /// <summary>Credentials; null for the SDK's chain: environment, web identity, profiles, container, instance.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>How often a call is tried that fails in transit or is throttled, the first time included; 1 or more.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long a call may take, all its attempts together. For a receive the wait comes on top.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a receive that the caller has cancelled may go on unseen, so that what it still brings can be made
    /// visible again. SQS gives messages to a poll whose caller has gone, and they stay hidden for their whole timeout.
    /// </summary>
    public TimeSpan CancelledReceiveGrace { get; init; } = TimeSpan.FromSeconds(5);
}

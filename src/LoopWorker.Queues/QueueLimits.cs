namespace LoopWorker.Queues;

/// <summary>The limits of SQS that both engines keep.</summary>
/// <remarks>Source: Amazon SQS Developer Guide, "Amazon SQS quotas".</remarks>
public static class QueueLimits
{
    /// <summary>Messages in one batch of sends, deletes or visibility changes, and in one receive.</summary>
    public const int BatchEntries = 10;

    /// <summary>Bytes of one message, and of one batch of sends: body, attribute names, types and values in UTF-8.</summary>
    public const int MessageBytes = 1024 * 1024;

    /// <summary>Attributes of one message.</summary>
    public const int MessageAttributes = 10;

    /// <summary>Characters of an attribute's name.</summary>
    public const int AttributeNameLength = 256;

    /// <summary>Characters of a group id or a deduplication id.</summary>
    public const int FifoIdLength = 128;

    /// <summary>Messages in flight in one queue.</summary>
    public const int InFlight = 120_000;

    public static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(20);

    public static readonly TimeSpan MaximumDelay = TimeSpan.FromMinutes(15);

    /// <summary>The longest visibility timeout, and the longest time from receive to the last extension.</summary>
    public static readonly TimeSpan MaximumVisibilityTimeout = TimeSpan.FromHours(12);

    /// <summary>How long a FIFO queue remembers a deduplication id.</summary>
    public static readonly TimeSpan DeduplicationWindow = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan MinimumRetention = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan MaximumRetention = TimeSpan.FromDays(14);
}

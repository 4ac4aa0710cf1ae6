namespace LoopWorker.Queues;

/// <summary>What a queue is: its name and settings. A name that ends in <c>.fifo</c> makes it a FIFO queue.</summary>
public sealed record QueueDefinition(string Name)
{
    /// <summary>How long a received message stays hidden from other receivers, 0 to 12 hours.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message is kept, 1 minute to 14 days, counted from when it was first sent.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(4);

    /// <summary>How long a new message stays hidden at first, 0 to 15 minutes.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    /// <summary>Bytes a message may have, 1024 to <see cref="QueueLimits.MessageBytes"/>.</summary>
    public int MaximumMessageBytes { get; init; } = QueueLimits.MessageBytes;

    /// <summary>Where messages go that were received too often; null for nowhere.</summary>
    public RedrivePolicy? Redrive { get; init; }

    /// <summary>FIFO only: a message without a deduplication id gets the SHA-256 of its body.</summary>
    public bool ContentBasedDeduplication { get; init; }

    /// <summary>
    /// FIFO only: the quota of calls holds for each part of the message groups, not for the whole queue, and a deduplication
    /// id counts only within its group.
    /// </summary>
    /// <remarks>Source: Amazon SQS Developer Guide, "High throughput for FIFO queues in Amazon SQS".</remarks>
    public bool HighThroughput { get; init; }

    public bool IsFifo => IsFifoName(Name);

    public static bool IsFifoName(string name) => name.EndsWith(".fifo", StringComparison.Ordinal);
}

/// <summary>When a message has been received <paramref name="MaxReceiveCount"/> times and comes up once more, it moves.</summary>
/// <param name="DeadLetterQueue">The name of the queue it moves to; of the same kind (standard or FIFO).</param>
/// <param name="MaxReceiveCount">1 to 1000.</param>
public sealed record RedrivePolicy(string DeadLetterQueue, int MaxReceiveCount);

/// <summary>How many messages a queue holds. In SQS an approximation.</summary>
/// <param name="Visible">Ready to be received.</param>
/// <param name="InFlight">Received, and neither deleted nor visible again.</param>
/// <param name="Delayed">Not yet visible for the first time.</param>
public readonly record struct QueueDepth(long Visible, long InFlight, long Delayed)
{
    public long Total => Visible + InFlight + Delayed;
}

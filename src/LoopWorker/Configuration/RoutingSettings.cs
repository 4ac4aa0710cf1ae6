namespace LoopWorker.Configuration;

/// <summary><c>LoopWorker:Routing</c>.</summary>
public sealed class RoutingSettings
{
    /// <summary>
    /// The name of a FIFO queue that every event goes through once more, by user, so that a user is with one replica at a
    /// time; off if absent.
    /// </summary>
    public string? Queue { get; set; }

    /// <summary>
    /// The queue for routed messages that no worker could settle; the routing queue's name with <c>-dlq</c> if absent. What
    /// cannot take effect goes to the dead-letter queue of its source.
    /// </summary>
    public string? DeadLetterQueue { get; set; }

    /// <summary>How often a routed message is received before it becomes a dead letter.</summary>
    public int MaxReceiveCount { get; set; } = 5;

    /// <summary>How long a routed message is hidden by a receive, and by each extension while it is in hand.</summary>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The routing queue as one more queue that is received from; null if events are not routed.</summary>
    public SourceSettings? AsSource() =>
        Queue is null
            ? null
            : new SourceSettings
            {
                Queue = Queue,
                DeadLetterQueue = DeadLetterQueue,
                MaxReceiveCount = MaxReceiveCount,
                VisibilityTimeout = VisibilityTimeout,
            };
}

namespace LoopWorker.Configuration;

/// <summary><c>LoopWorker:Queues</c>.</summary>
public sealed class QueueSettings
{
    /// <summary>The queues that events come from; <c>loop-events</c> if none is named.</summary>
    public IList<SourceSettings> Sources { get; } = [];

    /// <summary>The queue that notifications go to.</summary>
    public string Notifications { get; set; } = "loop-notifications";

    /// <summary>How long the sources and the notifications queue keep a message.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(4);

    /// <summary>
    /// How long the dead-letter queues keep a message, counted from when it was first sent: longer than
    /// <see cref="Retention"/>, or it expires as soon as it gets there.
    /// </summary>
    public TimeSpan DeadLetterRetention { get; set; } = TimeSpan.FromDays(14);
}

/// <summary>An entry of <c>LoopWorker:Queues:Sources</c>.</summary>
public sealed class SourceSettings
{
    /// <summary>The name of a queue that events come from.</summary>
    public string Queue { get; set; } = "";

    /// <summary>The queue for messages that cannot take effect; the source's name with <c>-dlq</c> if absent.</summary>
    public string? DeadLetterQueue { get; set; }

    /// <summary>The type of a bare payload that does not name its own.</summary>
    public string? DefaultType { get; set; }

    /// <summary>How often a message is received before it becomes a dead letter.</summary>
    public int MaxReceiveCount { get; set; } = 5;

    /// <summary>How long a message is hidden by a receive, and by each extension while it is in hand.</summary>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The name of the dead-letter queue, given or derived from the source's.</summary>
    public string DeadLetterQueueName()
    {
        const string Fifo = ".fifo";
        if (DeadLetterQueue is not null)
            return DeadLetterQueue;
        return Queue.EndsWith(Fifo, StringComparison.Ordinal) ? Queue[..^Fifo.Length] + "-dlq" + Fifo : Queue + "-dlq";
    }
}

namespace LoopWorker.Configuration;

/// <summary>The section <c>LoopWorker</c> of the configuration.</summary>
public sealed class LoopWorkerSettings
{
    public const string Section = "LoopWorker";

    /// <summary>What <c>run</c> works on. The commands that need no cloud are embedded whatever it says.</summary>
    public EngineKind Engine { get; set; } = EngineKind.Aws;

    /// <summary>How long a worker that is told to stop may take to finish what it has begun.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    public TableSettings Table { get; set; } = new();

    public QueueSettings Queues { get; set; } = new();

    public CaptureSettings Capture { get; set; } = new();

    public PipelineSettings Pipeline { get; set; } = new();
}

/// <summary>What lies under the ports.</summary>
public enum EngineKind
{
    /// <summary>Queues and table in memory.</summary>
    Embedded,

    /// <summary>SQS and DynamoDB.</summary>
    Aws,
}

/// <summary><c>LoopWorker:Table</c>.</summary>
public sealed class TableSettings
{
    public string Name { get; set; } = "loop-agent-state";

    public string FingerprintIndex { get; set; } = "CardFingerprintIndex";

    /// <summary>Whether <c>provision</c> switches point-in-time recovery on.</summary>
    public bool PointInTimeRecovery { get; set; } = true;
}

/// <summary><c>LoopWorker:Queues</c>.</summary>
public sealed class QueueSettings
{
    /// <summary>Where events come from; <c>loop-events</c> if none is named.</summary>
    public IList<SourceSettings> Sources { get; } = [];

    /// <summary>Where notifications go.</summary>
    public string Notifications { get; set; } = "loop-notifications";

    /// <summary>How long the sources and the notifications' queue keep a message, 1 minute to 14 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(4);

    /// <summary>
    /// How long the dead-letter queues keep one, counted from when it was first sent: longer than <see cref="Retention"/>,
    /// or it is gone as soon as it gets there.
    /// </summary>
    public TimeSpan DeadLetterRetention { get; set; } = TimeSpan.FromDays(14);
}

/// <summary>An entry of <c>LoopWorker:Queues:Sources</c>.</summary>
public sealed class SourceSettings
{
    public string Queue { get; set; } = "";

    /// <summary>Where its messages go that cannot take effect; the queue's name with <c>-dlq</c> if absent.</summary>
    public string? DeadLetterQueue { get; set; }

    /// <summary>The type of a bare payload that names none.</summary>
    public string? DefaultType { get; set; }

    /// <summary>How often a message is received before it becomes a dead letter, 1 to 1000.</summary>
    public int MaxReceiveCount { get; set; } = 5;

    /// <summary>How long a message is hidden by a receive, and by each extension while it is in hand.</summary>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The name of the dead-letter queue, given or made.</summary>
    public string DeadLetterQueueName()
    {
        const string Fifo = ".fifo";
        if (DeadLetterQueue is not null)
            return DeadLetterQueue;
        return Queue.EndsWith(Fifo, StringComparison.Ordinal) ? Queue[..^Fifo.Length] + "-dlq" + Fifo : Queue + "-dlq";
    }
}

/// <summary><c>LoopWorker:Capture</c>.</summary>
public sealed class CaptureSettings
{
    /// <summary>Lamports of Cred for one cent.</summary>
    public ulong CredLamportsPerCent { get; set; } = 10_000_000;

    /// <summary>Places in a user's ring of pending captures, 1 to 100.</summary>
    public int MaxPendingCaptures { get; set; } = 10;

    /// <summary>How long a capture may wait for an agent.</summary>
    public TimeSpan PendingLifetime { get; set; } = TimeSpan.FromDays(21);

    /// <summary>What becomes of a purchase by a card that is linked to no one.</summary>
    public Loop.Pipeline.UnknownCardPolicy UnknownCard { get; set; }

    /// <summary>How long such a purchase waits for its card with <c>Park</c>.</summary>
    public TimeSpan ParkedLifetime { get; set; } = TimeSpan.FromDays(21);
}

/// <summary><c>LoopWorker:Pipeline</c>.</summary>
public sealed class PipelineSettings
{
    /// <summary>Messages in hand at most.</summary>
    public int MaxInFlight { get; set; } = 2_000;

    /// <summary>Polls under way at once for each source queue.</summary>
    public int Receivers { get; set; } = 2;

    /// <summary>How long a poll waits for a message, 0 to 20 seconds.</summary>
    public TimeSpan ReceiveWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a batch that is not full waits for company.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Transactions under way at once; fewer while the table throttles or is slow.</summary>
    public int CommitConcurrency { get; set; } = 8;

    /// <summary>How long a message is kept in hand while the table throttles or does not answer, up to 11 hours.</summary>
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Users whose contexts are kept in memory, about 4 KB each.</summary>
    public int CachedUsers { get; set; } = 20_000;

    /// <summary>Bytes of a message's body at most.</summary>
    public int MaxBodyBytes { get; set; } = 262_144;
}

using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;

namespace LoopWorker.Configuration;

/// <summary>
/// The section <c>LoopWorker</c> of the configuration. Each setting is declared here or in a type of a section, once, with
/// its name, default and description; <see cref="SettingLimits"/> states its limits. The JSON schema is generated from them.
/// </summary>
public sealed class LoopWorkerSettings
{
    public const string Section = "LoopWorker";

    /// <summary>What <c>run</c> works on: Aws (SQS and DynamoDB). Commands that need no cloud always keep queues and table in memory.</summary>
    public EngineKind Engine { get; set; } = EngineKind.Aws;

    /// <summary>How long a stopping worker may take to finish what it has started.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The table.</summary>
    public TableSettings Table { get; set; } = new();

    /// <summary>The queues.</summary>
    public QueueSettings Queues { get; set; } = new();

    /// <summary>Routing by user; see docs/scaling.md.</summary>
    public RoutingSettings Routing { get; set; } = new();

    /// <summary>How purchases become captures.</summary>
    public LoopRules Capture { get; set; } = new();

    /// <summary>What is sent to users beyond what their preferences say; see docs/optional-effects.md.</summary>
    public NotificationOptions Notifications { get; set; } = new();

    /// <summary>How much the worker takes on at once, and how it gathers batches.</summary>
    public PipelineOptions Pipeline { get; set; } = new();

    /// <summary>What is logged on standard error.</summary>
    public LoggingSettings Logging { get; set; } = new();

    /// <summary>Health over HTTP; see docs/health.md.</summary>
    public HealthSettings Health { get; set; } = new();

    /// <summary>What the worker does only as a task of Amazon ECS; see docs/deploy/ecs.md.</summary>
    public EcsSettings Ecs { get; set; } = new();

    /// <summary>The queues that messages are received from: the sources and, where events are routed, the routing queue.</summary>
    public IEnumerable<SourceSettings> ReceivedQueues() =>
        Routing.AsSource() is { } routing ? Queues.Sources.Append(routing) : Queues.Sources;
}

/// <summary>Where queues and table are.</summary>
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
    /// <summary>The name of the table.</summary>
    public string Name { get; set; } = "loop-agent-state";

    /// <summary>The name of its index by card fingerprint.</summary>
    public string FingerprintIndex { get; set; } = "CardFingerprintIndex";

    /// <summary>Whether <c>provision</c> enables point-in-time recovery.</summary>
    public bool PointInTimeRecovery { get; set; } = true;
}

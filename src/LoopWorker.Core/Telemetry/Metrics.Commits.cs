using static LoopWorker.Core.Telemetry.AttributeNames;

namespace LoopWorker.Core.Telemetry;

/// <summary>Those of commits and of the table.</summary>
public static partial class Metrics
{
    public static readonly Metric LaneDepth = new(
        "loopworker.lane.depth",
        MetricKind.Histogram,
        "{event}",
        "How many events of a user wait when a commit takes some of them.",
        []
    )
    {
        Boundaries = Telemetry.Boundaries.Counts,
    };

    public static readonly Metric CommitDuration = new(
        "loopworker.commit.duration",
        MetricKind.Histogram,
        "s",
        "How long transactions of events take.",
        [Outcome]
    )
    {
        Boundaries = Telemetry.Boundaries.CallSeconds,
    };

    public static readonly Metric CommitEvents = new(
        "loopworker.commit.events",
        MetricKind.Histogram,
        "{event}",
        "How many events transactions have.",
        [Outcome]
    )
    {
        Boundaries = Telemetry.Boundaries.Counts,
    };

    public static readonly Metric CommitUsers = new(
        "loopworker.commit.users",
        MetricKind.Histogram,
        "{user}",
        "How many users transactions have.",
        [Outcome]
    )
    {
        Boundaries = Telemetry.Boundaries.Counts,
    };

    public static readonly Metric CommitsAllowed = new(
        "loopworker.commits.allowed",
        MetricKind.Gauge,
        "{transaction}",
        "How many transactions may be under way now.",
        []
    );

    public static readonly Metric CommitsUnderWay = new(
        "loopworker.commits.under_way",
        MetricKind.Gauge,
        "{transaction}",
        "How many transactions are under way.",
        []
    );

    public static readonly Metric Conflicts = new(
        "loopworker.commit.conflicts",
        MetricKind.Counter,
        "{user}",
        "Users and events on whose account transactions were cancelled.",
        [Reason]
    );

    public static readonly Metric Throttles = new(
        "loopworker.table.throttles",
        MetricKind.Counter,
        "{call}",
        "Calls that the table throttled, or cancelled for throttling.",
        [DatabaseOperation, Reason]
    );

    public static readonly Metric Capacity = new(
        "loopworker.table.capacity",
        MetricKind.Counter,
        "{unit}",
        "Capacity units consumed.",
        [DatabaseOperation, Kind]
    );

    public static readonly Metric HeldBack = new(
        "loopworker.commit.held_back",
        MetricKind.Histogram,
        "s",
        "How long a transaction waited because the table was to be left alone, where it waited.",
        []
    )
    {
        Boundaries = Telemetry.Boundaries.CallSeconds,
    };
}

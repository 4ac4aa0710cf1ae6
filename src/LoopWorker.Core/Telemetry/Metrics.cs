using System.Collections.Immutable;
using static LoopWorker.Core.Telemetry.AttributeNames;

namespace LoopWorker.Core.Telemetry;

/// <summary>Every metric of the worker. The first five are OpenTelemetry's conventions, the others our own.</summary>
public static class Metrics
{
    /// <summary>The name of the meter, and of the source of spans.</summary>
    public const string Source = "LoopWorker";

    // Source: OpenTelemetry semantic conventions, "Messaging client metrics" and "Database client metrics".
    private static readonly ImmutableArray<double> CallSeconds =
    [
        0.001,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        20,
        30,
    ];

    private static readonly ImmutableArray<double> AgeSeconds =
    [
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
        120,
        300,
        600,
        1_800,
        3_600,
        21_600,
    ];

    private static readonly ImmutableArray<double> Counts = [1, 2, 3, 5, 8, 12, 16, 24, 32, 48, 64, 100, 200, 500];

    public static readonly Metric QueueCallDuration = new(
        "messaging.client.operation.duration",
        MetricKind.Histogram,
        "s",
        "How long calls of queues take; long polls included.",
        [MessagingSystem, OperationName, OperationType, Destination, ErrorType]
    )
    {
        Boundaries = CallSeconds,
    };

    public static readonly Metric ProcessDuration = new(
        "messaging.process.duration",
        MetricKind.Histogram,
        "s",
        "How long messages are in hand, from receive to settle.",
        [MessagingSystem, OperationName, Destination, ErrorType]
    )
    {
        Boundaries = AgeSeconds,
    };

    public static readonly Metric ConsumedMessages = new(
        "messaging.client.consumed.messages",
        MetricKind.Counter,
        "{message}",
        "Messages received.",
        [MessagingSystem, OperationName, Destination]
    );

    public static readonly Metric SentMessages = new(
        "messaging.client.sent.messages",
        MetricKind.Counter,
        "{message}",
        "Messages sent: notifications, routed events, dead letters.",
        [MessagingSystem, OperationName, Destination, ErrorType]
    );

    public static readonly Metric TableCallDuration = new(
        "db.client.operation.duration",
        MetricKind.Histogram,
        "s",
        "How long calls of the table take.",
        [DatabaseSystem, DatabaseOperation, DatabaseCollection, ErrorType]
    )
    {
        Boundaries = CallSeconds,
    };

    public static readonly Metric MessageAge = new(
        "loopworker.message.age",
        MetricKind.Histogram,
        "s",
        "How old messages are when they are settled, counted from when they were sent.",
        [Destination, Outcome]
    )
    {
        Boundaries = AgeSeconds,
    };

    public static readonly Metric Events = new(
        "loopworker.events",
        MetricKind.Counter,
        "{event}",
        "Events settled for good, by what became of them.",
        [Destination, Outcome]
    );

    public static readonly Metric Duplicates = new(
        "loopworker.duplicates",
        MetricKind.Counter,
        "{event}",
        "Events that had taken effect before, by where that was found.",
        [Kind]
    );

    public static readonly Metric DeadLetters = new(
        "loopworker.dead_letters",
        MetricKind.Counter,
        "{message}",
        "Messages moved to a dead-letter queue.",
        [Destination, Code]
    );

    public static readonly Metric Retries = new(
        "loopworker.retries",
        MetricKind.Counter,
        "{message}",
        "Messages given back after a failure, to be received again after a pause.",
        [Destination, Reason]
    );

    public static readonly Metric Parked = new(
        "loopworker.purchases.parked",
        MetricKind.Counter,
        "{event}",
        "Purchases of unknown cards that were parked until the card is linked.",
        []
    );

    public static readonly Metric Notifications = new(
        "loopworker.notifications",
        MetricKind.Counter,
        "{notification}",
        "Notifications accepted by their queue.",
        [Kind]
    );

    public static readonly Metric InHand = new(
        "loopworker.messages.in_hand",
        MetricKind.Gauge,
        "{message}",
        "Messages in hand, and those that polls under way may bring.",
        []
    );

    public static readonly Metric Credits = new(
        "loopworker.credits",
        MetricKind.Gauge,
        "{message}",
        "How many messages may be in hand now.",
        []
    );

    public static readonly Metric UsersWaiting = new(
        "loopworker.users.waiting",
        MetricKind.Gauge,
        "{user}",
        "Users whose events wait for a commit.",
        []
    );

    public static readonly Metric LaneDepth = new(
        "loopworker.lane.depth",
        MetricKind.Histogram,
        "{event}",
        "How many events of a user wait when a commit takes some of them.",
        []
    )
    {
        Boundaries = Counts,
    };

    public static readonly Metric CommitDuration = new(
        "loopworker.commit.duration",
        MetricKind.Histogram,
        "s",
        "How long transactions of events take.",
        [Outcome]
    )
    {
        Boundaries = CallSeconds,
    };

    public static readonly Metric CommitEvents = new(
        "loopworker.commit.events",
        MetricKind.Histogram,
        "{event}",
        "How many events transactions have.",
        [Outcome]
    )
    {
        Boundaries = Counts,
    };

    public static readonly Metric CommitUsers = new(
        "loopworker.commit.users",
        MetricKind.Histogram,
        "{user}",
        "How many users transactions have.",
        [Outcome]
    )
    {
        Boundaries = Counts,
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
        Boundaries = CallSeconds,
    };

    public static readonly Metric LeasesExtended = new(
        "loopworker.leases.extended",
        MetricKind.Counter,
        "{message}",
        "Visibility timeouts of messages in hand that were extended.",
        []
    );

    public static readonly Metric LeasesLost = new(
        "loopworker.leases.lost",
        MetricKind.Counter,
        "{message}",
        "Messages lost to their visibility timeout before they were settled.",
        [Destination]
    );

    public static readonly Metric Headroom = new(
        "loopworker.visibility.headroom",
        MetricKind.Histogram,
        "1",
        "What part of its visibility timeout a message has left when it is settled.",
        [Destination]
    )
    {
        Boundaries = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95],
    };

    public static readonly Metric DrainDuration = new(
        "loopworker.drain.duration",
        MetricKind.Histogram,
        "s",
        "How long a worker took from its stop to its end.",
        []
    )
    {
        Boundaries = CallSeconds,
    };

    /// <summary>All of them, in the order of the documents.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        QueueCallDuration,
        ProcessDuration,
        ConsumedMessages,
        SentMessages,
        TableCallDuration,
        MessageAge,
        Events,
        Duplicates,
        DeadLetters,
        Retries,
        Parked,
        Notifications,
        InHand,
        Credits,
        UsersWaiting,
        LaneDepth,
        CommitDuration,
        CommitEvents,
        CommitUsers,
        CommitsAllowed,
        CommitsUnderWay,
        Conflicts,
        Throttles,
        Capacity,
        HeldBack,
        LeasesExtended,
        LeasesLost,
        Headroom,
        DrainDuration,
    ];
}

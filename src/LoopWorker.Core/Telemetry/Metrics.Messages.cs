using static LoopWorker.Core.Telemetry.AttributeNames;

namespace LoopWorker.Core.Telemetry;

/// <summary>Those of messages and events.</summary>
public static partial class Metrics
{
    public static readonly Metric MessageAge = new(
        "loopworker.message.age",
        MetricKind.Histogram,
        "s",
        "How old messages are when they are settled, counted from when they were sent.",
        [Destination, Outcome]
    )
    {
        Boundaries = Telemetry.Boundaries.AgeSeconds,
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

    public static readonly Metric Withheld = new(
        "loopworker.notifications.withheld",
        MetricKind.Counter,
        "{notification}",
        "Notifications that were not sent because their users had been sent enough within the hour.",
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
        Boundaries = Telemetry.Boundaries.CallSeconds,
    };
}

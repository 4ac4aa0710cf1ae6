using static LoopWorker.Core.Telemetry.AttributeNames;

namespace LoopWorker.Core.Telemetry;

/// <summary>Those of calls, by OpenTelemetry's conventions.</summary>
public static partial class Metrics
{
    public static readonly Metric QueueCallDuration = new(
        "messaging.client.operation.duration",
        MetricKind.Histogram,
        "s",
        "How long calls of queues take; long polls included.",
        [MessagingSystem, OperationName, OperationType, Destination, ErrorType]
    )
    {
        Boundaries = Telemetry.Boundaries.CallSeconds,
    };

    public static readonly Metric ProcessDuration = new(
        "messaging.process.duration",
        MetricKind.Histogram,
        "s",
        "How long messages are in hand, from receive to settle.",
        [MessagingSystem, OperationName, Destination, ErrorType]
    )
    {
        Boundaries = Telemetry.Boundaries.AgeSeconds,
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
        Boundaries = Telemetry.Boundaries.CallSeconds,
    };
}

namespace LoopWorker.Core.Telemetry;

/// <summary>Every metric of the worker. The first five are OpenTelemetry's conventions, the others our own.</summary>
public static partial class Metrics
{
    /// <summary>The name of the meter, and of the source of spans.</summary>
    public const string Source = "LoopWorker";

    /// <summary>All of them, in the order of the documents.</summary>
    public static IReadOnlyList<Metric> All =>
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
            Withheld,
            InHand,
            Credits,
            UsersWaiting,
            LeasesExtended,
            LeasesLost,
            Headroom,
            DrainDuration,
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
        ];
}

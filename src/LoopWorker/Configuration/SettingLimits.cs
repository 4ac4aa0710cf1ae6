using LoopWorker.Queues;

namespace LoopWorker.Configuration;

/// <summary>The limits of each setting by itself: what validation checks and what the JSON schema states.</summary>
public static class SettingLimits
{
    /// <summary>Characters of a queue's name, with <c>.fifo</c>.</summary>
    internal const int LongestQueueName = 80;

    /// <summary>The fewest receives with which a message survives an orderly stop and a crash.</summary>
    private const int FewestReceives = 3;

    /// <summary>Of all settings that have limits.</summary>
    public static IEnumerable<SettingLimit> Of(LoopWorkerSettings settings)
    {
        var (table, queues, routing) = (settings.Table, settings.Queues, settings.Routing);
        var (capture, pipeline) = (settings.Capture, settings.Pipeline);
        return
        [
            new NameLimit("Table:Name", table.Name, 3, 255),
            new NameLimit("Table:FingerprintIndex", table.FingerprintIndex, 3, 255),
            Range("ShutdownTimeout", settings.ShutdownTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15)),
            new NameLimit("Queues:Notifications", queues.Notifications, 1, LongestQueueName),
            Retention("Queues:Retention", queues.Retention),
            Retention("Queues:DeadLetterRetention", queues.DeadLetterRetention),
            .. queues.Sources.SelectMany(
                (source, index) =>
                    Received(
                        $"Queues:Sources:{index}",
                        source.Queue,
                        source.DeadLetterQueue,
                        source.MaxReceiveCount,
                        source.VisibilityTimeout
                    )
            ),
            .. Received(
                "Routing",
                routing.Queue,
                routing.DeadLetterQueue,
                routing.MaxReceiveCount,
                routing.VisibilityTimeout
            ),
            .. capture.Rates.Select(rate => Range($"Capture:Rates:{rate.Key}", rate.Value, 1UL, ulong.MaxValue)),
            Range("Capture:MaxPendingCaptures", capture.MaxPendingCaptures, 1, 100),
            Lifetime("Capture:PendingLifetime", capture.PendingLifetime),
            Lifetime("Capture:ParkedLifetime", capture.ParkedLifetime),
            Range("Notifications:MaxPerUserAndHour", settings.Notifications.MaxPerUserAndHour, 0, 10_000),
            Range("Pipeline:MaxInFlight", pipeline.MaxInFlight, 1, QueueLimits.InFlight),
            Range(
                "Pipeline:TargetTimeInHand",
                pipeline.TargetTimeInHand,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromHours(1)
            ),
            Range("Pipeline:Receivers", pipeline.Receivers, 1, 100),
            Range("Pipeline:ReceiveWait", pipeline.ReceiveWait, TimeSpan.Zero, QueueLimits.MaximumWait),
            Range("Pipeline:Linger", pipeline.Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1)),
            Range("Pipeline:CommitConcurrency", pipeline.CommitConcurrency, 1, 256),
            Range("Pipeline:MaxHold", pipeline.MaxHold, TimeSpan.Zero, TimeSpan.FromHours(11)),
            Range("Pipeline:CachedUsers", pipeline.CachedUsers, 0, 10_000_000),
            Range("Pipeline:MaxBodyBytes", pipeline.MaxBodyBytes, 1024, QueueLimits.MessageBytes),
            Range("Pipeline:MaxEventAge", pipeline.MaxEventAge, TimeSpan.Zero, TimeSpan.FromDays(3650)),
            Range("Health:Port", settings.Health.Port, 0, ushort.MaxValue),
            // A queue or the table may take 35 seconds to fail: whatever waits for it must not be called hung before.
            Range("Health:StallAfter", settings.Health.StallAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
            // Source: Amazon ECS Developer Guide, "Amazon ECS task scale-in protection endpoint".
            Range("Ecs:TaskProtection", settings.Ecs.TaskProtection, TimeSpan.Zero, TimeSpan.FromHours(48)),
        ];
    }

    // Of a queue that is received from.
    private static IEnumerable<SettingLimit> Received(
        string path,
        string? queue,
        string? deadLetterQueue,
        int maxReceiveCount,
        TimeSpan visibilityTimeout
    ) =>
        [
            new NameLimit($"{path}:Queue", queue, 1, LongestQueueName),
            new NameLimit($"{path}:DeadLetterQueue", deadLetterQueue, 1, LongestQueueName),
            Range($"{path}:MaxReceiveCount", maxReceiveCount, FewestReceives, 1000) with
            {
                Because = "an orderly stop and a crash each use up a receive, and SQS would move sound messages.",
            },
            Range(
                $"{path}:VisibilityTimeout",
                visibilityTimeout,
                TimeSpan.FromSeconds(1),
                QueueLimits.MaximumVisibilityTimeout
            ),
        ];

    private static RangeLimit<TimeSpan> Retention(string path, TimeSpan value) =>
        Range(path, value, QueueLimits.MinimumRetention, QueueLimits.MaximumRetention);

    private static RangeLimit<TimeSpan> Lifetime(string path, TimeSpan value) =>
        Range(path, value, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));

    private static RangeLimit<T> Range<T>(string path, T value, T minimum, T maximum)
        where T : IComparable<T> => new(path, value, minimum, maximum);
}

/// <summary>What a setting must be.</summary>
/// <param name="Path">The setting's name within <c>LoopWorker</c>.</param>
public abstract record SettingLimit(string Path)
{
    /// <summary>What is wrong, or null.</summary>
    public abstract string? Error { get; }
}

/// <summary>A number or a time between two others, both included.</summary>
public sealed record RangeLimit<T>(string Path, T Value, T Minimum, T Maximum) : SettingLimit(Path)
    where T : IComparable<T>
{
    public override string? Error =>
        Value.CompareTo(Minimum) >= 0 && Value.CompareTo(Maximum) <= 0
            ? null
            : $"{Path} is {Value}: it must be from {Minimum} to {Maximum}{(Because is null ? "." : $", for {Because}")}";

    /// <summary>Why, where it is not plain: the end of a sentence.</summary>
    public string? Because { get; init; }
}

/// <summary>The name of a table, an index or a queue: so many characters of those that AWS allows. Null is valid: the setting is absent.</summary>
public sealed record NameLimit(string Path, string? Value, int MinimumLength, int MaximumLength) : SettingLimit(Path)
{
    /// <summary>The characters as a regular expression.</summary>
    public const string Pattern = "^[A-Za-z0-9_.-]*$";

    public override string? Error =>
        Value is null || Value.Length >= MinimumLength && Value.Length <= MaximumLength && Value.All(IsAllowed)
            ? null
            : $"{Path} is '{Value}': it must be {MinimumLength} to {MaximumLength} of A-Z a-z 0-9 - _ and '.'.";

    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';
}

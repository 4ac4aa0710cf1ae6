using LoopWorker.Configuration;

namespace LoopWorker.Preflight;

/// <summary>Whether the times of queues and settings leave room for the work. Pure.</summary>
public static class TimeRules
{
    /// <summary>
    /// What a message may take from receive to settle when calls are slow: reading, committing, notifying and settling, each
    /// with all its attempts, and a retried commit.
    /// </summary>
    public static readonly TimeSpan SlowProcessing = TimeSpan.FromSeconds(20);

    /// <summary>What leaves time for an extension of the visibility timeout to fail, and to be tried again.</summary>
    public static readonly TimeSpan SafeVisibility = TimeSpan.FromSeconds(10);

    public static IEnumerable<Finding> Of(LoopWorkerSettings settings)
    {
        foreach (var source in settings.Queues.Sources)
            yield return source.VisibilityTimeout >= SafeVisibility
                ? new Finding(
                    Severity.Ok,
                    source.Queue,
                    $"a message in hand stays hidden for {source.VisibilityTimeout} at a time, and is extended while it is worked on"
                )
                : new Finding(
                    Severity.Warning,
                    source.Queue,
                    $"its visibility timeout is {source.VisibilityTimeout}: when calls are slow, an extension comes too late, and another worker takes up the same message. Nothing is doubled, but work is. Give it {SafeVisibility} or more."
                );
        yield return settings.ShutdownTimeout >= SlowProcessing
            ? new Finding(Severity.Ok, "ShutdownTimeout", $"{settings.ShutdownTimeout} to finish what has begun")
            : new Finding(
                Severity.Warning,
                "ShutdownTimeout",
                $"it is {settings.ShutdownTimeout}: when calls are slow, what is in hand takes up to {SlowProcessing} to finish, and is done again after a restart. Give it {SlowProcessing} or more, and the orchestrator's grace period a few seconds more than that."
            );
    }
}

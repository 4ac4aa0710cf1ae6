using LoopWorker.Configuration;
using LoopWorker.Queues;

namespace LoopWorker.Preflight;

/// <summary>Whether the times of queues and settings leave room for the work. Pure.</summary>
public static class TimeRules
{
    /// <summary>
    /// What a message may take from receive to settle when calls are slow: reading, committing, notifying and settling, each
    /// with all its attempts, and a retried commit.
    /// </summary>
    public static readonly TimeSpan SlowProcessing = TimeSpan.FromSeconds(20);

    public static IEnumerable<Finding> Of(LoopWorkerSettings settings, IEnumerable<QueueDefinition> sources)
    {
        foreach (var source in sources)
            yield return source.VisibilityTimeout >= SlowProcessing
                ? new Finding(
                    Severity.Ok,
                    source.Name,
                    $"a message in hand stays hidden for {source.VisibilityTimeout}"
                )
                : new Finding(
                    Severity.Warning,
                    source.Name,
                    $"its visibility timeout is {source.VisibilityTimeout}: when calls are slow, work takes up to {SlowProcessing}, and another worker would take up the same message. Nothing is doubled, but work is. Give it {SlowProcessing} or more."
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

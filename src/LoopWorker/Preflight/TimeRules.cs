using LoopWorker.Configuration;

namespace LoopWorker.Preflight;

/// <summary>Whether the timeouts of queues and settings leave enough time for the work. Pure.</summary>
public static class TimeRules
{
    /// <summary>
    /// How long a message may take from receive to settle when calls are slow: reading, committing, notifying and settling,
    /// each with all its attempts, and a retried commit.
    /// </summary>
    public static readonly TimeSpan SlowProcessing = TimeSpan.FromSeconds(20);

    /// <summary>Long enough for an extension of the visibility timeout to fail and be retried.</summary>
    public static readonly TimeSpan SafeVisibility = TimeSpan.FromSeconds(10);

    public static IEnumerable<Finding> Of(LoopWorkerSettings settings)
    {
        foreach (var source in settings.ReceivedQueues())
            yield return source.VisibilityTimeout >= SafeVisibility
                ? new Finding(
                    Severity.Ok,
                    source.Queue,
                    $"messages in hand are hidden for {source.VisibilityTimeout} at a time, extended while they are processed"
                )
                : new Finding(
                    Severity.Warning,
                    source.Queue,
                    $"its visibility timeout is {source.VisibilityTimeout}: when calls are slow, an extension can come too late, and another worker receives the same message. No effect is doubled, but work is. Set it to {SafeVisibility} or more."
                );
        yield return settings.ShutdownTimeout >= SlowProcessing
            ? new Finding(Severity.Ok, "ShutdownTimeout", $"{settings.ShutdownTimeout} to finish the messages in hand")
            : new Finding(
                Severity.Warning,
                "ShutdownTimeout",
                $"it is {settings.ShutdownTimeout}: when calls are slow, messages in hand take up to {SlowProcessing} to finish, and unfinished ones are processed again after a restart. Set it to {SlowProcessing} or more, and the orchestrator's grace period to a few seconds more than that."
            );
        foreach (var (setting, text) in AgeRules.Risks(settings))
            yield return new Finding(Severity.Warning, setting, text);
    }
}

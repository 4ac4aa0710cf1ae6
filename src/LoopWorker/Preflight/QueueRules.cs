using LoopWorker.Provisioning;
using LoopWorker.Queues;

namespace LoopWorker.Preflight;

/// <summary>What must hold of a source queue and its dead-letter queue. Pure.</summary>
public static class QueueRules
{
    /// <param name="wanted">As the settings have them.</param>
    /// <param name="source">The source as it is.</param>
    /// <param name="deadLetters">Its dead-letter queue as it is.</param>
    public static IEnumerable<Finding> Of(SourceBlueprint wanted, QueueDefinition source, QueueDefinition deadLetters)
    {
        foreach (var finding in Redrive(wanted, source))
            yield return finding;
        yield return Retention(source, deadLetters);
        if (source.VisibilityTimeout != wanted.Queue.VisibilityTimeout)
            yield return new Finding(
                Severity.Warning,
                source.Name,
                $"its visibility timeout is {source.VisibilityTimeout}, the settings say {wanted.Queue.VisibilityTimeout}. The worker asks for the settings' with each receive; others who receive get the queue's. Make them agree."
            );
        if (deadLetters.MaximumMessageBytes < source.MaximumMessageBytes)
            yield return new Finding(
                Severity.Warning,
                deadLetters.Name,
                $"it takes messages of {deadLetters.MaximumMessageBytes} bytes, its source '{source.Name}' of {source.MaximumMessageBytes}: a larger dead letter would stay in the source. Raise its maximum message size."
            );
    }

    private static IEnumerable<Finding> Redrive(SourceBlueprint wanted, QueueDefinition source)
    {
        if (source.Redrive is not { } redrive)
            yield return new Finding(
                Severity.Error,
                source.Name,
                $"it has no redrive policy: what kills every worker that takes it would come back for ever. Give it one to '{wanted.DeadLetters.Name}' after {wanted.Settings.MaxReceiveCount} receives."
            );
        else if (redrive.DeadLetterQueue != wanted.DeadLetters.Name)
            yield return new Finding(
                Severity.Error,
                source.Name,
                $"its redrive policy names '{redrive.DeadLetterQueue}', the settings name '{wanted.DeadLetters.Name}': dead letters would lie in two places. Make them agree."
            );
        else if (redrive.MaxReceiveCount < wanted.Settings.MaxReceiveCount)
            yield return new Finding(
                Severity.Error,
                source.Name,
                $"its redrive policy allows {redrive.MaxReceiveCount} receives, the settings say {wanted.Settings.MaxReceiveCount}: SQS would move messages away before the worker can put the reason beside them. Make them agree."
            );
        else if (redrive.MaxReceiveCount > wanted.Settings.MaxReceiveCount)
            yield return new Finding(
                Severity.Warning,
                source.Name,
                $"its redrive policy allows {redrive.MaxReceiveCount} receives, the worker gives up after {wanted.Settings.MaxReceiveCount}. Make them agree."
            );
        else
            yield return new Finding(
                Severity.Ok,
                source.Name,
                $"dead letters go to '{redrive.DeadLetterQueue}' after {redrive.MaxReceiveCount} receives"
            );
    }

    // A dead letter's age counts from when it was first sent, on a standard queue.
    private static Finding Retention(QueueDefinition source, QueueDefinition deadLetters) =>
        deadLetters.Retention > source.Retention
            ? new Finding(
                Severity.Ok,
                deadLetters.Name,
                $"it keeps messages {deadLetters.Retention}, longer than '{source.Name}' ({source.Retention})"
            )
            : new Finding(
                Severity.Error,
                deadLetters.Name,
                $"it keeps messages {deadLetters.Retention}, its source '{source.Name}' {source.Retention}: a dead letter could be gone as soon as it gets there. Give it a longer retention."
            );
}

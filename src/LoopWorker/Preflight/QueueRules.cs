using LoopWorker.Provisioning;
using LoopWorker.Queues;

namespace LoopWorker.Preflight;

/// <summary>What must hold of a queue that is received from and its dead-letter queue. Pure.</summary>
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
                $"its visibility timeout is {source.VisibilityTimeout}, the settings say {wanted.Queue.VisibilityTimeout}. The worker requests its own with each receive, but other consumers get the queue's. Make them agree."
            );
        if (deadLetters.MaximumMessageBytes < source.MaximumMessageBytes)
            yield return new Finding(
                Severity.Warning,
                deadLetters.Name,
                $"it accepts messages of up to {deadLetters.MaximumMessageBytes} bytes, its source '{source.Name}' up to {source.MaximumMessageBytes}: a larger dead letter would stay in the source. Raise its maximum message size."
            );
    }

    private static IEnumerable<Finding> Redrive(SourceBlueprint wanted, QueueDefinition source)
    {
        if (source.Redrive is not { } redrive)
            yield return new Finding(
                Severity.Error,
                source.Name,
                $"it has no redrive policy: a message that crashes every worker would come back for ever. Add one, to '{wanted.DeadLetters.Name}' after {wanted.Settings.MaxReceiveCount} receives."
            );
        else if (redrive.DeadLetterQueue != wanted.DeadLetters.Name)
            yield return new Finding(
                Severity.Error,
                source.Name,
                $"its redrive policy names '{redrive.DeadLetterQueue}', the settings name '{wanted.DeadLetters.Name}': dead letters would end up in two places. Make them agree."
            );
        else if (redrive.MaxReceiveCount < wanted.Settings.MaxReceiveCount)
            yield return new Finding(
                Severity.Error,
                source.Name,
                $"its redrive policy allows {redrive.MaxReceiveCount} receives, the settings say {wanted.Settings.MaxReceiveCount}: SQS would move messages before the worker can attach the reason. Make them agree."
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
                $"it keeps messages for {deadLetters.Retention}, longer than '{source.Name}' ({source.Retention})"
            )
            : new Finding(
                Severity.Error,
                deadLetters.Name,
                $"it keeps messages for {deadLetters.Retention}, its source '{source.Name}' for {source.Retention}: a dead letter could expire as soon as it arrives. Give it a longer retention."
            );
}

using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Messages.Failures;
using LoopWorker.Processing;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Comparing;

/// <summary>
/// Compares a table and its queues with what <c>process</c> computes from the same lines. Whatever depends on how events were
/// batched is left out: a context's version (a count of writes), captures still to be deleted, and repeats of a
/// notification, recognised by its id. Each thing is compared with its namesake, wherever it stands.
/// </summary>
public static class StateComparison
{
    /// <summary>The differences, one line each; none if they are equal.</summary>
    public static IReadOnlyList<string> Differences(ProcessReport expected, ProcessReport found)
    {
        var lines = ComparableState.Lines(expected, found);
        return [.. JsonDifference.Between(ComparableState.Of(expected, lines), ComparableState.Of(found, lines))];
    }

    /// <summary>Reads the state in the form of <c>process</c>'s report.</summary>
    /// <param name="parts">Table and queues.</param>
    /// <param name="lines">The lines that were sent: dead letters are matched with them.</param>
    /// <param name="ringCapacity">Places in a user's ring of pending captures.</param>
    /// <param name="now">Items that have expired at this time are left out.</param>
    /// <param name="consume">Whether notifications and dead letters are deleted from their queues.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<ProcessReport> ReadAsync(
        EngineParts parts,
        IEnumerable<InputLine> lines,
        int ringCapacity,
        DateTimeOffset now,
        bool consume,
        CancellationToken cancellation
    )
    {
        var table = await TableView.ReadAsync(parts.Table, ringCapacity, now);
        var notifications = await QueueReading.ReadAllAsync(parts.Notifications, consume, cancellation);
        var linesByText = lines
            .GroupBy(line => line.Text)
            .ToDictionary(group => group.Key, group => new Queue<InputLine>(group));
        var deadLetters = new List<(InputLine, Failure)>();
        foreach (var queue in DeadLetterQueues(parts))
        foreach (var message in await QueueReading.ReadAllAsync(queue, consume, cancellation))
            deadLetters.Add((LineOf(message, linesByText), FailureOf(message)));
        return new ProcessReport(
            Totals: null,
            table,
            [.. notifications.Select(message => message.Body)],
            deadLetters,
            Unmatched: [],
            SeveralFiles: false
        );
    }

    // Each once, though several queues may share one.
    private static IEnumerable<IQueue> DeadLetterQueues(EngineParts parts) =>
        WorkerStages
            .All.ReceivedFrom(parts)
            .Select(received => received.Source.DeadLetters)
            .OfType<IQueue>()
            .DistinctBy(queue => queue.Name);

    private static InputLine LineOf(ReceivedMessage message, Dictionary<string, Queue<InputLine>> linesByText) =>
        linesByText.TryGetValue(message.Body, out var lines) && lines.TryDequeue(out var line)
            ? line
            : new InputLine("", 0, message.Body);

    private static Failure FailureOf(ReceivedMessage message) =>
        message.Attributes.TryGetValue(EventPipeline.FailureAttribute, out var attribute)
        && FailureNote.FromJson(attribute.Text ?? "") is { } note
            ? new Failure(note.Code, note.Detail)
            : new Failure("unknown", "The message has no reason attached: the queue's redrive policy moved it.");
}

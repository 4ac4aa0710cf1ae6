using System.Text.Json.Nodes;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Queues;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>What is to be replayed, and how. It is kept in the audit record, so that a replay that was killed can go on.</summary>
public sealed record ReplayRequest
{
    /// <summary>How often a message may be replayed, unless told otherwise.</summary>
    public const int StandardMaxReplays = 5;

    /// <summary>Which letters.</summary>
    public LetterSelection Select { get; init; } = new();

    /// <summary>How many letters to replay at most; null for all that are chosen.</summary>
    public int? Max { get; init; }

    /// <summary>How many to send a second at most; null for as fast as it goes.</summary>
    public int? Rate { get; init; }

    /// <summary>A JSON merge patch for each payload; null for none.</summary>
    public JsonObject? Edit { get; init; }

    /// <summary>The file of letters that take the place of those in the queue; null for the queue's own.</summary>
    public string? File { get; init; }

    /// <summary>The queue they go to; null for the source of each.</summary>
    public string? To { get; init; }

    /// <summary>How often a message may be replayed in all; what has been replayed as often stays.</summary>
    public int MaxReplays { get; init; } = StandardMaxReplays;

    /// <summary>Whether to replay also what might take effect twice, because it is older than its effect is remembered.</summary>
    public bool EvenExpired { get; init; }

    /// <summary>Makes sure that the queue named by <see cref="To"/> is there, and another than the letters'.</summary>
    /// <exception cref="OperationRefusedException">If it is the same.</exception>
    /// <exception cref="QueueException">If it does not exist, or cannot be reached.</exception>
    internal async Task CheckDestinationAsync(
        DeadLetterQueue queue,
        IQueueService queues,
        CancellationToken cancellation
    )
    {
        if (To is null)
            return;
        if (To == queue.Name)
            throw new OperationRefusedException($"The letters are in {To} already: name another queue.");
        await queues.OpenAsync(To, cancellation);
    }
}

using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;

namespace LoopWorker.Operations.DeadLetters;

/// <summary>Looks through a dead-letter queue. Nothing is taken out: letters are hidden from others while it looks, and given back at the end.</summary>
public sealed class LetterSearch(DeadLetterQueue queue, OperationPorts ports, SweepOptions options)
{
    /// <summary>Finds letters.</summary>
    /// <param name="filter">Which are meant.</param>
    /// <param name="maximum">How many to find at most.</param>
    /// <param name="found">Takes each; it is hidden from others only until this returns the last one.</param>
    /// <param name="cancellation">Stops looking; what was hidden is given back.</param>
    /// <exception cref="QueueException">If the queue fails.</exception>
    /// <exception cref="OperationRefusedException">If looking would move letters away.</exception>
    public async Task<SearchResult> RunAsync(
        LetterFilter filter,
        int maximum,
        Func<Letter, Task> found,
        CancellationToken cancellation
    )
    {
        var source = await ports.Queues.OpenAsync(queue.Name, cancellation);
        await CheckAsync(source, cancellation);
        var reader = new LetterReader(queue, ports.Events, ports.Time);
        // Before it hides any.
        var depth = await source.GetDepthAsync(cancellation);
        var count = 0;
        await using var sweep = new QueueSweep(source, options, ports.Randomness, ports.Time);
        while (count < maximum && await sweep.NextAsync(cancellation) is { Count: > 0 } messages)
            foreach (var letter in messages.Select(reader.Read).Where(filter.Chooses).Take(maximum - count))
            {
                count++;
                await found(letter);
            }
        return new SearchResult(depth, sweep.Seen, count);
    }

    /// <summary>Makes sure that receiving letters does not move them away.</summary>
    internal static async Task CheckAsync(IQueue queue, CancellationToken cancellation)
    {
        if ((await queue.DescribeAsync(cancellation)).Redrive is { } redrive)
            throw new OperationRefusedException(
                $"{queue.Name} has a redrive policy of its own: whoever looks at its letters {redrive.MaxReceiveCount} times moves them to {redrive.DeadLetterQueue}. Remove the policy, or look there."
            );
    }
}

/// <summary>What a search has seen.</summary>
/// <param name="Depth">How many messages the queue had when it began, by its own count, which lags on SQS.</param>
/// <param name="Seen">How many were looked at.</param>
/// <param name="Found">How many of them were meant.</param>
public readonly record struct SearchResult(QueueDepth Depth, int Seen, int Found)
{
    /// <summary>How many there are besides, as far as the queue's count tells: in others' hands, behind others in a FIFO queue, or beyond the maximum.</summary>
    public long Unseen => Math.Max(0, Depth.Total - Seen);
}

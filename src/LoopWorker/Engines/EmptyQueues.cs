using LoopWorker.Core;
using LoopWorker.Queues;

namespace LoopWorker.Engines;

/// <summary>Waits for queues to become empty.</summary>
/// <param name="rule">How long they have to count none.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times the pauses.</param>
public sealed class EmptyQueues(QuietRule rule, Randomness randomness, TimeProvider time)
{
    private static readonly Backoff AfterFailures = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    /// <summary>
    /// Waits until no queue has held a message, waiting, delayed or in flight, for as long as the rule says. A count that fails for a
    /// passing reason is no count, and the next one waits the longer the more have failed.
    /// </summary>
    /// <param name="queues">In the order in which messages pass them: whoever moves one on sends it before deleting it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="settled">How many messages have been settled so far, as far as is known here: one that passes between two counts is not quiet either.</param>
    /// <exception cref="QueueException">If a queue cannot be asked, now or later.</exception>
    public async Task WaitAsync(
        IReadOnlyList<IQueue> queues,
        CancellationToken cancellation,
        Func<long>? settled = null
    )
    {
        settled ??= static () => 0;
        long? quietSince = null;
        var (failed, before) = (0, settled());
        while (quietSince is not { } since || time.GetElapsedTime(since) < rule.For)
        {
            var more = failed == 0 ? TimeSpan.Zero : AfterFailures.After(failed, randomness.NextFraction());
            await Task.Delay(rule.BetweenCounts + more, time, cancellation);
            var held = await CountAsync(queues, cancellation);
            failed = held is null ? failed + 1 : 0;
            var isQuiet = held == 0 && settled() == before;
            before = settled();
            quietSince = isQuiet ? quietSince ?? time.GetTimestamp() : null;
        }
    }

    // Null if it cannot be counted for now.
    private static async Task<long?> CountAsync(IReadOnlyList<IQueue> queues, CancellationToken cancellation)
    {
        try
        {
            var held = 0L;
            foreach (var queue in queues)
                held += (await queue.GetDepthAsync(cancellation)).Total;
            return held;
        }
        catch (QueueException exception) when (exception.IsTransient)
        {
            return null;
        }
    }
}

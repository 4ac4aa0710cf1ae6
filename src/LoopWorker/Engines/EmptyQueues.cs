using LoopWorker.Core;
using LoopWorker.Queues;

namespace LoopWorker.Engines;

/// <summary>Waits for queues to become empty.</summary>
public static class EmptyQueues
{
    // SQS counts approximately: one count of zero proves little.
    private const int QuietCounts = 3;
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(300);
    private static readonly Backoff AfterFailures = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    /// <summary>
    /// Waits until no queue holds a message, waiting, delayed or in flight, three counts in a row. A count that fails for a
    /// passing reason is no count, and the next one waits the longer the more have failed.
    /// </summary>
    /// <param name="queues">In the order in which messages pass them: whoever moves one on sends it before deleting it.</param>
    /// <param name="randomness">Jitter.</param>
    /// <param name="time">Times the pauses.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="QueueException">If a queue cannot be asked, now or later.</exception>
    public static async Task WaitAsync(
        IReadOnlyList<IQueue> queues,
        Randomness randomness,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (quiet, failed) = (0, 0);
        while (quiet < QuietCounts)
        {
            var more = failed == 0 ? TimeSpan.Zero : AfterFailures.After(failed, randomness.NextFraction());
            await Task.Delay(BetweenCounts + more, time, cancellation);
            var held = await CountAsync(queues, cancellation);
            failed = held is null ? failed + 1 : 0;
            quiet = held == 0 ? quiet + 1 : 0;
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

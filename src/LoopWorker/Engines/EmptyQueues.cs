using LoopWorker.Queues;

namespace LoopWorker.Engines;

/// <summary>Waits for queues to become empty.</summary>
public static class EmptyQueues
{
    // SQS counts approximately: one count of zero proves little.
    private const int QuietCounts = 3;
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Waits until no queue holds a message, waiting, delayed or in flight, three counts in a row. A count that fails for a
    /// passing reason is no count.
    /// </summary>
    /// <param name="queues">In the order in which messages pass them: whoever moves one on sends it before deleting it.</param>
    /// <param name="time">Times the pauses.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="QueueException">If a queue cannot be asked, now or later.</exception>
    public static async Task WaitAsync(IReadOnlyList<IQueue> queues, TimeProvider time, CancellationToken cancellation)
    {
        var quiet = 0;
        while (quiet < QuietCounts)
        {
            await Task.Delay(BetweenCounts, time, cancellation);
            quiet = await AreEmptyAsync(queues, cancellation) ? quiet + 1 : 0;
        }
    }

    private static async Task<bool> AreEmptyAsync(IReadOnlyList<IQueue> queues, CancellationToken cancellation)
    {
        try
        {
            var held = 0L;
            foreach (var queue in queues)
                held += (await queue.GetDepthAsync(cancellation)).Total;
            return held == 0;
        }
        catch (QueueException exception) when (exception.IsTransient)
        {
            return false;
        }
    }
}

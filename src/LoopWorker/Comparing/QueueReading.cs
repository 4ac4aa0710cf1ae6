using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Comparing;

/// <summary>Reads all messages of a queue.</summary>
public static class QueueReading
{
    private const int EmptyReceives = 2;

    private static readonly ReceiveRequest Request = new()
    {
        Wait = TimeSpan.FromSeconds(1),
        VisibilityTimeout = TimeSpan.FromMinutes(5),
    };

    /// <param name="queue">The queue.</param>
    /// <param name="consume">
    /// Whether messages are deleted as they are read. If not, they stay, and their receive counts grow by one.
    /// </param>
    /// <param name="cancellation">Stops between calls.</param>
    /// <exception cref="QueueException">
    /// If the queue fails; or if it is FIFO, is not consumed and does not show all messages, because later messages of a
    /// message group wait for earlier ones.
    /// </exception>
    public static async Task<IReadOnlyList<ReceivedMessage>> ReadAllAsync(
        IQueue queue,
        bool consume,
        CancellationToken cancellation
    )
    {
        var seen = new List<ReceivedMessage>();
        try
        {
            var empty = 0;
            while (empty < EmptyReceives)
            {
                var received = await queue.ReceiveAsync(Request, cancellation);
                empty = received.Count == 0 ? empty + 1 : 0;
                seen.AddRange(received);
                if (consume && received.Count > 0)
                    await queue.DeleteAsync([.. received.Select(message => message.ReceiptHandle)], cancellation);
            }
            if (QueueDefinition.IsFifoName(queue.Name) && !consume)
                await RequireAllSeenAsync(queue, seen.Count, cancellation);
            return seen;
        }
        finally
        {
            if (!consume)
                await ShowAgainAsync(queue, seen);
        }
    }

    private static async Task RequireAllSeenAsync(IQueue queue, int seen, CancellationToken cancellation)
    {
        var hidden = (await queue.GetDepthAsync(cancellation)).Visible;
        if (hidden > 0)
            throw new QueueException(
                QueueErrors.OverLimit,
                $"The queue '{queue.Name}' shows {seen} messages and hides {hidden}: on a FIFO queue they wait for earlier messages of their message group. Delete messages as they are read, with --consume."
            );
    }

    private static async Task ShowAgainAsync(IQueue queue, List<ReceivedMessage> messages)
    {
        foreach (var batch in messages.Chunk(QueueLimits.BatchEntries))
            await queue.ChangeVisibilityAsync(
                [.. batch.Select(message => new VisibilityChange(message.ReceiptHandle, TimeSpan.Zero))],
                CancellationToken.None
            );
    }
}

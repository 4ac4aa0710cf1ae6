using LoopWorker.Core;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sending;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>
/// A queue that letters go to. Into a FIFO queue one call at a time, so that message groups keep their order; into a standard queue, which
/// keeps none, several at once.
/// </summary>
internal sealed class Destination
{
    private const int CallsAtOnce = 8;

    private readonly Lock _concluding = new();
    private readonly OrderedSender[] _senders;

    public Destination(IQueue queue, Randomness randomness, TimeProvider time) =>
        _senders = [
            .. Enumerable
                .Range(0, QueueDefinition.IsFifoName(queue.Name) ? 1 : CallsAtOnce)
                .Select(_ => new OrderedSender(queue, randomness, time)),
        ];

    /// <inheritdoc cref="OrderedSender.SendAsync"/>
    public Task SendAsync<T>(
        IReadOnlyCollection<(T Entry, OutgoingMessage Message)> entries,
        Action<T, SendResult> conclude,
        CancellationToken cancellation
    )
    {
        // Whole batches to each.
        var share = (entries.Count / _senders.Length / QueueLimits.BatchEntries + 1) * QueueLimits.BatchEntries;
        return Task.WhenAll(
            entries
                .Chunk(_senders.Length == 1 ? entries.Count : share)
                .Select((part, i) => _senders[i].SendAsync(part, ConcludeAlone, cancellation))
        );

        void ConcludeAlone(T entry, SendResult result)
        {
            lock (_concluding)
                conclude(entry, result);
        }
    }
}

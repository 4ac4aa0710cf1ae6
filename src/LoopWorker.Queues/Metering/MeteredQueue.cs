using System.Collections.Concurrent;
using System.Collections.Immutable;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Metering;

/// <summary>Counts the calls to a queue, as SQS would bill them.</summary>
public sealed class MeteredQueue(IQueue queue) : IQueue
{
    private readonly ConcurrentDictionary<string, Counter> _operations = new();

    public string Name => queue.Name;

    /// <summary>What was counted so far.</summary>
    public QueueUsage Usage =>
        new(
            _operations.ToImmutableSortedDictionary(
                pair => pair.Key,
                pair => new OperationUsage(pair.Value.Calls, pair.Value.Messages),
                StringComparer.Ordinal
            )
        );

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation)
    {
        Count("GetQueueAttributes", 0);
        return queue.DescribeAsync(cancellation);
    }

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    )
    {
        Count("SendMessageBatch", messages.Count);
        return queue.SendAsync(messages, cancellation);
    }

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    )
    {
        var counter = Count("ReceiveMessage", 0);
        var messages = await queue.ReceiveAsync(request, cancellation);
        counter.AddMessages(messages.Count);
        return messages;
    }

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    )
    {
        Count("DeleteMessageBatch", receiptHandles.Count);
        return queue.DeleteAsync(receiptHandles, cancellation);
    }

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    )
    {
        Count("ChangeMessageVisibilityBatch", changes.Count);
        return queue.ChangeVisibilityAsync(changes, cancellation);
    }

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation)
    {
        Count("GetQueueAttributes", 0);
        return queue.GetDepthAsync(cancellation);
    }

    public Task PurgeAsync(CancellationToken cancellation)
    {
        Count("PurgeQueue", 0);
        return queue.PurgeAsync(cancellation);
    }

    private Counter Count(string operation, int messages)
    {
        var counter = _operations.GetOrAdd(operation, _ => new Counter());
        counter.AddCall();
        counter.AddMessages(messages);
        return counter;
    }

    private sealed class Counter
    {
        private long _calls;
        private long _messages;

        public long Calls => Interlocked.Read(ref _calls);

        public long Messages => Interlocked.Read(ref _messages);

        public void AddCall() => Interlocked.Increment(ref _calls);

        public void AddMessages(int count) => Interlocked.Add(ref _messages, count);
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Metering;

/// <summary>Counts the calls to a queue, failed ones too as SQS bills them, and the messages they moved. Safe for many threads.</summary>
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
        Count("GetQueueAttributes");
        return queue.DescribeAsync(cancellation);
    }

    public async Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    )
    {
        var counter = Count("SendMessageBatch");
        var outcomes = await queue.SendAsync(messages, cancellation);
        counter.AddMessages(outcomes.Count(outcome => outcome.Succeeded));
        return outcomes;
    }

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    )
    {
        var counter = Count("ReceiveMessage");
        var messages = await queue.ReceiveAsync(request, cancellation);
        counter.AddMessages(messages.Count);
        return messages;
    }

    public async Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    )
    {
        var counter = Count("DeleteMessageBatch");
        var outcomes = await queue.DeleteAsync(receiptHandles, cancellation);
        counter.AddMessages(outcomes.Count(outcome => outcome.Succeeded));
        return outcomes;
    }

    public async Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    )
    {
        var counter = Count("ChangeMessageVisibilityBatch");
        var outcomes = await queue.ChangeVisibilityAsync(changes, cancellation);
        counter.AddMessages(outcomes.Count(outcome => outcome.Succeeded));
        return outcomes;
    }

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation)
    {
        Count("GetQueueAttributes");
        return queue.GetDepthAsync(cancellation);
    }

    public Task PurgeAsync(CancellationToken cancellation)
    {
        Count("PurgeQueue");
        return queue.PurgeAsync(cancellation);
    }

    private Counter Count(string operation)
    {
        var counter = _operations.GetOrAdd(operation, static _ => new Counter());
        counter.AddCall();
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

using System.Collections.Concurrent;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Threads;

/// <summary>A standard queue that hands some messages out a second time while they are in hand, as SQS may.</summary>
internal sealed class RedeliveringQueue(IQueue queue, double share) : PassingQueue(queue)
{
    private readonly ConcurrentQueue<ReceivedMessage> _again = new();

    public override async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    )
    {
        var received = await base.ReceiveAsync(request, cancellation);
        foreach (var message in received.Where(_ => Random.Shared.NextDouble() < share))
            _again.Enqueue(message);
        return received.Count > 0 && received.Count < request.MaxMessages && _again.TryDequeue(out var again)
            ? [.. received, again]
            : received;
    }
}

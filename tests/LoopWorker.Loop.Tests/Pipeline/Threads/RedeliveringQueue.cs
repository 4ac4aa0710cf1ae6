using System.Collections.Concurrent;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Threads;

/// <summary>A standard queue that hands some messages out a second time while they are in hand, as SQS may.</summary>
internal static class RedeliveringQueue
{
    public static IQueue Of(IQueue queue, double share)
    {
        var others = new ConcurrentQueue<ReceivedMessage>();
        return queue.On(
            async (QueueCall.Receive call, IQueue next) =>
            {
                var received = await call.MakeAsync(next);
                foreach (var message in received.Where(_ => Random.Shared.NextDouble() < share))
                    others.Enqueue(message);
                return
                    received.Count > 0 && received.Count < call.Request.MaxMessages && others.TryDequeue(out var again)
                    ? [.. received, again]
                    : received;
            }
        );
    }
}

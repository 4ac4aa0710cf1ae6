using LoopWorker.Queues;
using LoopWorker.Testing;

namespace LoopWorker.Benchmarks.Scaling.Engines;

/// <summary>A queue at the other end of a network: a call takes effect half-way through its latency.</summary>
/// <param name="queue">The queue itself.</param>
/// <param name="receiving">Of receives. They have one of their own: it is what limits a replica most.</param>
/// <param name="other">Of all other calls.</param>
internal sealed class SlowQueue(IQueue queue, Latency receiving, Latency other) : InterceptedQueue(queue)
{
    protected override async Task<T> CallAsync<T>(QueueCall<T> call, IQueue next)
    {
        var latency = call is QueueCall.Receive ? receiving : other;
        var half = latency.Draw() / 2;
        // Only a poll is ever called off, and once it has messages they are handed over.
        await latency.PassAsync(half, call is QueueCall.Receive receive ? receive.Cancellation : default);
        var answer = await call.MakeAsync(next);
        await latency.PassAsync(half);
        return answer;
    }
}

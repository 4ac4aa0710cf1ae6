using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Ecs;

/// <summary>
/// Knows whether messages are in hand: it counts what receives bring and what is settled. The credits would not tell, for a poll of an
/// empty queue holds some too.
/// </summary>
public sealed class InHandWatch : IQueueObserver, IPipelineObserver
{
    private long _received;
    private long _settled;
    private long _seen;

    public void OnCall(in QueueCallReport report)
    {
        if (report.Call.Operation == QueueOperations.ReceiveMessage)
            Interlocked.Add(ref _received, report.Messages);
    }

    public void OnSettled(Settlement settlement, Settled how) => Interlocked.Increment(ref _settled);

    /// <summary>Whether messages are in hand, or have come since the last look. For one caller.</summary>
    public bool Look()
    {
        // In this order, so that none is counted as settled that is not yet counted as received.
        var settled = Interlocked.Read(ref _settled);
        var received = Interlocked.Read(ref _received);
        var inHand = received > settled || received > _seen;
        _seen = received;
        return inHand;
    }
}

using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Hosting;

/// <summary>How many messages the worker has settled so far.</summary>
public sealed class SettledCount : IPipelineObserver
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void OnSettled(Settlement settlement, Settled how) => Interlocked.Increment(ref _count);
}

using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Hosting;

/// <summary>Runs the worker on queues and a table that are open.</summary>
public sealed class WorkerRun(
    LoopRules rules,
    PipelineOptions options,
    WorkerStages stages,
    IPipelineObserver observer,
    Randomness randomness,
    TimeProvider time,
    ILogger<Worker> logger
)
{
    /// <summary>Works until stopped.</summary>
    /// <returns>What became of the messages that were in hand then.</returns>
    public async Task<DrainReport> RunAsync(EngineParts parts, CancellationToken stop)
    {
        using var pipeline = new EventPipeline(
            new PipelinePorts(parts.Table, parts.Notifications, parts.Routing),
            rules,
            options,
            observer,
            randomness,
            time
        );
        var sources = stages.ReceivedFrom(parts);
        return await new Worker(sources, pipeline, options, randomness, time, logger).RunAsync(stop);
    }
}

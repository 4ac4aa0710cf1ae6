using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Queues.Tracing;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Hosting;

/// <summary>Runs the worker on queues and a table that are open.</summary>
public sealed class WorkerRun(
    LoopRules rules,
    PipelineOptions options,
    IEnumerable<IPipelineObserver> observers,
    MessageSpans spans,
    Randomness randomness,
    TimeProvider time,
    ILogger<Worker> logger
)
{
    /// <summary>Works until stopped.</summary>
    /// <param name="parts">Queues and table.</param>
    /// <param name="sources">The queues to receive from.</param>
    /// <param name="health">Is shown the worker.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>What became of the messages that were in hand then.</returns>
    public async Task<DrainReport> RunAsync(
        EngineParts parts,
        IReadOnlyList<EventSource> sources,
        WorkerHealth health,
        CancellationToken stop
    )
    {
        using var pipeline = new EventPipeline(
            new PipelinePorts(parts.Table, parts.Notifications, parts.Routing),
            rules,
            options,
            new ObserverGroup([.. observers]),
            randomness,
            time,
            spans
        );
        var worker = new Worker(sources, pipeline, options, randomness, time, logger);
        health.Watch(worker);
        return await worker.RunAsync(stop);
    }
}

using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Stopping;
using LoopWorker.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Hosting;

/// <summary>The worker as a hosted service: opens the engine and works until the host stops.</summary>
public sealed class WorkerService(
    IEngine engine,
    IWorkScheduler scheduler,
    LoopRules rules,
    PipelineOptions options,
    IPipelineObserver observer,
    Randomness randomness,
    TimeProvider time,
    ILogger<Worker> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        scheduler.RunAsync(WorkAsync, stoppingToken);

    /// <summary>What became of the messages in hand; null until the worker has stopped.</summary>
    public DrainReport? Report { get; private set; }

    private async Task WorkAsync(CancellationToken stop)
    {
        var parts = await engine.OpenAsync(stop);
        using var pipeline = new EventPipeline(
            parts.Table,
            parts.Notifications,
            rules,
            options,
            observer,
            randomness,
            time
        );
        Report = await new Worker(parts.Sources, pipeline, options, randomness, time, logger).RunAsync(stop);
    }
}

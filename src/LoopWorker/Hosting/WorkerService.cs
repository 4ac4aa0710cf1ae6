using LoopWorker.Engines;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline.Draining;
using Microsoft.Extensions.Hosting;

namespace LoopWorker.Hosting;

/// <summary>The worker as a hosted service: opens the engine and works until the host stops.</summary>
public sealed class WorkerService(
    IEngine engine,
    WorkerStages stages,
    IWorkScheduler scheduler,
    WorkerRun run,
    WorkerHealth health
) : BackgroundService
{
    /// <summary>What became of the messages in hand; null until the worker has stopped.</summary>
    public DrainReport? Report { get; private set; }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        scheduler.RunAsync(WorkAsync, stoppingToken);

    private async Task WorkAsync(CancellationToken stop)
    {
        var parts = await engine.OpenAsync(stop);
        Report = await run.RunAsync(parts, stages.ReceivedFrom(parts), health, stop);
    }
}

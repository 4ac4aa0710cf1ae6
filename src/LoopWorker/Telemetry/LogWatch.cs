using LoopWorker.Loop.Telemetry;
using Microsoft.Extensions.Hosting;

namespace LoopWorker.Telemetry;

/// <summary>
/// Logs what no event brings about: trouble that lasts and lines that were not written, which it looks for once a second, and at the end of
/// a run, also one that failed or never began to receive, what it did.
/// </summary>
/// <param name="trouble">Knows of trouble.</param>
/// <param name="lines">Knows of lines that were not written.</param>
/// <param name="summary">Knows what the run did.</param>
/// <param name="time">Times the looks.</param>
public sealed class LogWatch(TroubleLog trouble, PipelineLog lines, RunSummary summary, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>The host stops its services in reverse order: this one after the worker, for it was registered before.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        lines.Summarize(all: true);
        summary.Tell();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            trouble.Look();
            lines.Summarize(all: false);
            await Task.Delay(BetweenLooks, time, stoppingToken);
        }
    }
}

using LoopWorker.Loop.Telemetry;
using Microsoft.Extensions.Hosting;

namespace LoopWorker.Telemetry;

/// <summary>Looks once a second whether there is anything to log that no event brings about: trouble that lasts, lines that were not written.</summary>
public sealed class LogWatch(TroubleLog trouble, PipelineLog lines, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

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

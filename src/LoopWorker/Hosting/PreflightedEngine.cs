using LoopWorker.Core;
using LoopWorker.Core.Telemetry;
using LoopWorker.Engines;
using LoopWorker.Preflight;
using LoopWorker.Queues;
using LoopWorker.Tables;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Hosting;

/// <summary>
/// An engine that is opened once the preflight finds nothing that forbids it. While services cannot be reached, or throttle
/// because many replicas start at once, it waits, with growing pauses; what only an operator can mend ends the start.
/// </summary>
/// <param name="engine">What is opened.</param>
/// <param name="check">The preflight.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times the pauses.</param>
/// <param name="logger">Told of each pause, and of warnings.</param>
public sealed class PreflightedEngine(
    IEngine engine,
    PreflightCheck check,
    Randomness randomness,
    TimeProvider time,
    ILogger<PreflightedEngine> logger
) : IEngine
{
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    /// <exception cref="PreflightException">If the preflight finds errors.</exception>
    public async Task<EngineParts> OpenAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CheckAsync(cancellation);
                return await engine.OpenAsync(cancellation);
            }
            catch (Exception exception)
                when (exception is QueueException { IsTransient: true } or TableException { IsTransient: true })
            {
                var pause = BetweenAttempts.After(attempt, randomness.NextFraction());
                Log.Waiting(logger, exception.Message, pause.TotalSeconds);
                await Task.Delay(pause, time, cancellation);
            }
        }
    }

    private async Task CheckAsync(CancellationToken cancellation)
    {
        var findings = await check.RunAsync(cancellation);
        foreach (var finding in findings.Where(finding => finding.Severity == Severity.Warning))
            Log.Found(logger, finding.Subject, finding.Text);
        List<Finding> errors = [.. findings.Where(finding => finding.Severity == Severity.Error)];
        if (errors.Count > 0)
            throw new PreflightException(errors);
    }
}

/// <summary>What the preflight found that forbids a start.</summary>
public sealed class PreflightException(IReadOnlyList<Finding> errors)
    : Exception(
        "The worker cannot start:" + string.Concat(errors.Select(error => $"\n  - {error.Subject}: {error.Text}"))
    );

internal static partial class Log
{
    [LoggerMessage(EventIds.Waiting, LogLevel.Warning, "Cannot start yet: {Reason} Next attempt in {Seconds:0.0} s.")]
    public static partial void Waiting(ILogger logger, string reason, double seconds);

    [LoggerMessage(EventIds.Found, LogLevel.Warning, "Preflight: {Subject}: {Text}")]
    public static partial void Found(ILogger logger, string subject, string text);
}

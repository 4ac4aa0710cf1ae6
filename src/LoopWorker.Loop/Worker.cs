using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Loop;

/// <summary>A queue that events come from.</summary>
/// <param name="Source">The queue and its dead-letter queue.</param>
/// <param name="DefaultType">The type of a bare payload that names none; null if each has to.</param>
public sealed record EventSource(Source Source, string? DefaultType);

/// <summary>
/// The worker: receivers on its sources and one pipeline behind them. One life: start, wait for a stop or a fault, stop
/// the intake, drain.
/// </summary>
public sealed class Worker(
    IReadOnlyList<EventSource> sources,
    EventPipeline pipeline,
    PipelineOptions options,
    Randomness randomness,
    TimeProvider time,
    ILogger<Worker> logger
)
{
    /// <summary>Works until stopped; returns when all that was in hand is settled or given back.</summary>
    /// <exception cref="QueueException">If a source cannot be received from, now or later.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var intake = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var receiving = ReceiveAsync(intake);
        var draining = pipeline.RunAsync(receiving);
        await Task.WhenAny(receiving, draining);
        intake.Cancel();
        Log.Draining(logger, pipeline.Credits.InUse);
        await draining;
        Log.Stopped(logger);
        await receiving;
    }

    // Until stopped, or until one receiver cannot go on.
    private async Task ReceiveAsync(CancellationTokenSource intake)
    {
        List<Task> receivers = [.. sources.SelectMany(Receivers).Select(receiver => receiver.RunAsync(intake.Token))];
        Log.Started(logger, sources.Count, receivers.Count);
        await Task.WhenAny(receivers);
        intake.Cancel();
        await Task.WhenAll(receivers);
    }

    private IEnumerable<Receiver> Receivers(EventSource source) =>
        Enumerable
            .Range(0, options.Receivers)
            .Select(_ => new Receiver(
                source.Source,
                pipeline.Credits,
                options.ReceiveWait,
                deliveries => pipeline.Intake.TakeAsync(deliveries, source.DefaultType),
                (exception, pause) => Log.ReceiveFailed(logger, source.Source.Queue.Name, pause, exception),
                randomness,
                time
            ));
}

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Worker started: {Queues} source queues, {Receivers} receivers.")]
    public static partial void Started(ILogger logger, int queues, int receivers);

    [LoggerMessage(2, LogLevel.Information, "Intake stopped; draining {InHand} messages in hand.")]
    public static partial void Draining(ILogger logger, int inHand);

    [LoggerMessage(3, LogLevel.Information, "Worker stopped; nothing is in hand.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Receiving from {Queue} failed; next attempt in {Pause}.")]
    public static partial void ReceiveFailed(ILogger logger, string queue, TimeSpan pause, Exception exception);
}

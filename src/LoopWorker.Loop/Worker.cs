using LoopWorker.Core;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Loop;

/// <summary>A queue that events come from.</summary>
/// <param name="Source">The queue and its dead-letter queue.</param>
/// <param name="DefaultType">The type of a bare payload that names none; null if each has to.</param>
public sealed record EventSource(Source Source, string? DefaultType);

/// <summary>The phases of a worker's life.</summary>
public enum WorkerPhase
{
    /// <summary>Nothing has been taken in yet.</summary>
    Starting,

    /// <summary>Messages are taken in.</summary>
    Receiving,

    /// <summary>Nothing more is taken in: what is in hand is finished or given back, or the worker has ended.</summary>
    Draining,
}

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
    private volatile IReadOnlyList<IMovingPart> _parts = pipeline.Stages;
    private volatile WorkerPhase _phase = WorkerPhase.Starting;

    /// <summary>The receivers, once there are some, and the stages in the order in which an event meets them.</summary>
    public IReadOnlyList<IMovingPart> Parts => _parts;

    /// <summary>How far its life has got.</summary>
    public WorkerPhase Phase => _phase;

    /// <summary>
    /// Works until stopped, then finishes what it has begun and gives back what it has not, within the time the options
    /// allow.
    /// </summary>
    /// <param name="stop">Says to take nothing more in.</param>
    /// <exception cref="QueueException">If a queue needs an operator, now or later.</exception>
    /// <exception cref="Tables.TableException">If the table needs one.</exception>
    public async Task<DrainReport> RunAsync(CancellationToken stop)
    {
        pipeline.Begin();
        using var intake = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var receiving = ReceiveAsync(intake);
        var run = new PipelineRun(pipeline);
        try
        {
            await run.WaitForStopAsync(receiving);
        }
        finally
        {
            _phase = WorkerPhase.Draining;
            intake.Cancel();
        }
        using var timeIsOver = new CancellationTokenSource(options.DrainTimeout, time);
        var begun = time.GetTimestamp();
        var before = pipeline.Counts.Snapshot();
        Log.Draining(logger, pipeline.Credits.InUse);

        await run.DrainAsync(timeIsOver.Token);

        var report = DrainReport.Of(
            time.GetElapsedTime(begun),
            before,
            pipeline.Counts.Snapshot(),
            pipeline.Credits.InUse,
            pipeline.Counts.LeastHeadroom
        );
        pipeline.End(report);
        await receiving;
        return report;
    }

    // Until stopped, or until one receiver cannot go on.
    private async Task ReceiveAsync(CancellationTokenSource intake)
    {
        pipeline.Credits.Receivers = sources.Count * options.Receivers;
        List<Receiver> receivers = [.. sources.SelectMany(Receivers)];
        _parts = [.. receivers, .. pipeline.Stages];
        _phase = WorkerPhase.Receiving;
        List<Task> running = [.. receivers.Select(receiver => receiver.RunAsync(intake.Token))];
        Log.Started(logger, sources.Count, receivers.Count);
        await Task.WhenAny(running);
        intake.Cancel();
        await Task.WhenAll(running);
    }

    private IEnumerable<Receiver> Receivers(EventSource source) =>
        Enumerable
            .Range(0, options.Receivers)
            .Select(_ => new Receiver(
                source.Source,
                pipeline.Credits,
                options.ReceiveWait,
                (deliveries, took) => pipeline.TakeAsync(deliveries, source, took),
                (exception, pause) =>
                    Log.ReceiveFailed(logger, source.Source.Queue.Name, pause.TotalSeconds, exception),
                randomness,
                time
            ));
}

internal static partial class Log
{
    [LoggerMessage(
        EventIds.Started,
        LogLevel.Information,
        "Worker started: {Queues} source queues, {Receivers} receivers."
    )]
    public static partial void Started(ILogger logger, int queues, int receivers);

    [LoggerMessage(EventIds.Draining, LogLevel.Information, "Intake stopped; draining {InHand} messages in hand.")]
    public static partial void Draining(ILogger logger, int inHand);

    [LoggerMessage(
        EventIds.ReceiveFailed,
        LogLevel.Debug,
        "Receiving from {Queue} failed; next attempt in {Seconds:0.0} s."
    )]
    public static partial void ReceiveFailed(ILogger logger, string queue, double seconds, Exception exception);
}

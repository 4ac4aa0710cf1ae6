using System.Diagnostics;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Queues.Tracing;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Loop.Telemetry;

/// <summary>
/// Logs what an operator may have to look after, each line under the trace of its message: by codes and message ids, never with a payload, a
/// fingerprint or a key. Details stand beside the dead letter. Of a storm of lines that say the same, the first ones are written, and how many
/// more there were (<see cref="RepeatedLines"/>).
/// </summary>
/// <param name="logger">Where to.</param>
/// <param name="lines">Which of them.</param>
public sealed partial class PipelineLog(ILogger<PipelineLog> logger, RepeatedLines lines) : IPipelineObserver
{
    public void OnSettled(Settlement settlement, Settled how)
    {
        var (delivery, id) = (settlement.Delivery, settlement.Delivery.Original.MessageId);
        var queue = delivery.EntrySource.Queue.Name;
        switch (how, settlement)
        {
            case (Settled.DeadLettered, Settlement.Reject reject):
                In(
                    delivery,
                    new(EventIds.DeadLettered, queue, reject.Code),
                    () => DeadLettered(queue, id, reject.Code, delivery.Message.ReceiveCount)
                );
                break;
            case (Settled.Retried, Settlement.Retry retry):
                OnRetrying(retry);
                break;
            case (Settled.Abandoned, _):
                In(delivery, new(EventIds.Left, queue, ""), () => Left(queue, id));
                break;
        }
    }

    public void OnRetrying(Settlement.Retry retry)
    {
        var (delivery, queue) = (retry.Delivery, retry.Delivery.EntrySource.Queue.Name);
        In(
            delivery,
            new(EventIds.Retried, queue, retry.Code),
            () => Retried(queue, delivery.Original.MessageId, retry.Code, delivery.Message.ReceiveCount)
        );
    }

    public void OnLost(Delivery delivery) =>
        In(
            delivery,
            new(EventIds.LeaseLost, delivery.Source.Queue.Name, ""),
            () => LeaseLost(delivery.Source.Queue.Name, delivery.Original.MessageId, delivery.Lease.Age.TotalSeconds)
        );

    public void OnClockSkewed(Source source, TimeSpan skew)
    {
        var (seconds, direction) = (skew.Duration().TotalSeconds, skew < TimeSpan.Zero ? "behind" : "ahead of");
        ClockSkewed(seconds, direction, source.Queue.Name);
    }

    public void OnDrained(DrainReport report)
    {
        Summarize(all: true);
        Drained(
            report.Took,
            report.InHand,
            report.Completed,
            report.GivenBack,
            report.Retried,
            report.DeadLettered,
            report.Left,
            report.LeastHeadroom
        );
    }

    /// <summary>Says how many lines were not written.</summary>
    /// <param name="all">Whether to say it before the minute is over, too.</param>
    public void Summarize(bool all)
    {
        foreach (var ((id, queue, word), more) in lines.TakeUnwritten(all))
            Repeated(more, id, queue, word);
    }

    // What is logged takes its trace from the current activity, of which a stage has none.
    private void In(Delivery delivery, LineKind kind, Action log)
    {
        if (!logger.IsEnabled(LogLevel.Warning) || !lines.Allows(kind))
            return;
        var current = Activity.Current;
        using var unsampled = Unsampled(delivery.Trace);
        Activity.Current = delivery.Trace?.Processing ?? unsampled ?? current;
        try
        {
            log();
        }
        finally
        {
            Activity.Current = current;
        }
    }

    // A trace that is not sampled has an id all the same.
    private static Activity? Unsampled(MessageTrace? trace) =>
        trace is { Processing: null, Context: var context }
            ? new Activity("log").SetParentId(context.TraceId, context.SpanId).Start()
            : null;

    [LoggerMessage(
        EventIds.Drained,
        LogLevel.Information,
        "Worker stopped in {Took}. Of the {InHand} messages in hand when it was told to stop, {Completed} were completed, {GivenBack} given back, {Retried} are to be retried, {DeadLettered} became dead letters, {Left} are left to their visibility timeout. In the whole run, every message had at least {LeastHeadroom:P0} of its visibility timeout left when it was settled."
    )]
    private partial void Drained(
        TimeSpan took,
        int inHand,
        int completed,
        int givenBack,
        int retried,
        int deadLettered,
        int left,
        double leastHeadroom
    );

    [LoggerMessage(
        EventIds.DeadLettered,
        LogLevel.Warning,
        "Dead letter from {Queue}: {Code}, message {MessageId}, receive {ReceiveCount}."
    )]
    private partial void DeadLettered(string queue, string messageId, string code, int receiveCount);

    [LoggerMessage(
        EventIds.Retried,
        LogLevel.Warning,
        "Message {MessageId} from {Queue} is to be retried: {Reason}, receive {ReceiveCount}."
    )]
    private partial void Retried(string queue, string messageId, string reason, int receiveCount);

    [LoggerMessage(
        EventIds.LeaseLost,
        LogLevel.Warning,
        "Message {MessageId} from {Queue} was lost to its visibility timeout after {Seconds:0.0} s in hand."
    )]
    private partial void LeaseLost(string queue, string messageId, double seconds);

    [LoggerMessage(
        EventIds.Left,
        LogLevel.Warning,
        "Queue {Queue} did not take an end of message {MessageId}; it comes again after its visibility timeout."
    )]
    private partial void Left(string queue, string messageId);

    [LoggerMessage(
        EventIds.ClockSkewed,
        LogLevel.Warning,
        "This worker's clock is {Seconds:0} s {Direction} the clock of queue {Queue}. Events are judged by the later of the two, but what is written carries the worker's time: set the clock, as by NTP."
    )]
    private partial void ClockSkewed(double seconds, string direction, string queue);

    [LoggerMessage(
        EventIds.Repeated,
        LogLevel.Warning,
        "{More} more lines of event {Event} in a minute: queue {Queue}, {Word}."
    )]
    private partial void Repeated(long more, int @event, string queue, string word);
}

using System.Collections.Concurrent;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues.Observing;
using LoopWorker.Tables.Observing;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Loop.Telemetry;

/// <summary>Logs <see cref="Trouble"/> with the table and with each queue: two lines an episode.</summary>
/// <param name="logger">Where to.</param>
/// <param name="time">The clock that calls are timed by.</param>
public sealed partial class TroubleLog(ILogger<TroubleLog> logger, TimeProvider time)
    : ITableObserver,
        IQueueObserver,
        IPipelineObserver
{
    private readonly ConcurrentDictionary<Service, Trouble> _services = new();
    private PipelineGauges? _gauges;

    public void OnStarted(PipelineGauges gauges) => _gauges = gauges;

    public void OnCalling(in TableCallStart call) => OfTable(call).OnCalling(At(call.StartedAt));

    public void OnCall(in TableCallReport report) =>
        OfTable(report.Call)
            .OnCall(
                At(report.Call.StartedAt),
                At(report.Call.StartedAt) + report.Duration,
                report.Outcome is TableCallOutcome.Throttled or TableCallOutcome.Unavailable ? report.Error : null
            );

    public void OnCalling(in QueueCallStart call) => OfQueue(call).OnCalling(At(call.StartedAt) + call.Wait);

    public void OnCall(in QueueCallReport report) =>
        OfQueue(report.Call)
            .OnCall(
                At(report.Call.StartedAt) + report.Call.Wait,
                At(report.Call.StartedAt) + report.Duration,
                report.Outcome is QueueCallOutcome.Throttled or QueueCallOutcome.Unavailable ? report.Error : null
            );

    /// <summary>Tells what is to be told now.</summary>
    public void Look()
    {
        foreach (var (service, trouble) in _services)
            if (trouble.Look(time.GetElapsedTime(0)) is { } news)
                Tell(service, news);
    }

    private void Tell(Service service, TroubleNews news)
    {
        var seconds = news.Length.TotalSeconds;
        if (news.Began)
            TroubleBegan(
                service.Kind,
                service.Name,
                seconds,
                news.Reason,
                news.Refused,
                news.Unanswered,
                _gauges?.InHand ?? 0
            );
        else
            TroubleEnded(service.Kind, service.Name, seconds, news.Reason, news.Refused);
    }

    private Trouble OfTable(in TableCallStart call) => Of(new Service("Table", call.Table));

    private Trouble OfQueue(in QueueCallStart call) => Of(new Service("Queue", call.Queue));

    private Trouble Of(Service service) => _services.GetOrAdd(service, static _ => new Trouble());

    private TimeSpan At(long timestamp) => time.GetElapsedTime(0, timestamp);

    [LoggerMessage(
        EventIds.TroubleBegan,
        LogLevel.Warning,
        "{Service} {Name} has given trouble for {Seconds:0.0} s ({Reason}): {Refused} calls refused, {Unanswered} unanswered, {InHand} messages in hand. The worker keeps them, takes in less, and goes on trying."
    )]
    private partial void TroubleBegan(
        string service,
        string name,
        double seconds,
        string reason,
        long refused,
        int unanswered,
        int inHand
    );

    [LoggerMessage(
        EventIds.TroubleEnded,
        LogLevel.Information,
        "{Service} {Name} answers again after {Seconds:0.0} s of trouble ({Reason}): {Refused} calls were refused."
    )]
    private partial void TroubleEnded(string service, string name, double seconds, string reason, long refused);

    private readonly record struct Service(string Kind, string Name);
}

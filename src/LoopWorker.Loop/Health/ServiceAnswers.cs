using System.Collections.Concurrent;
using LoopWorker.Queues.Observing;
using LoopWorker.Tables.Observing;

namespace LoopWorker.Loop.Health;

/// <summary>
/// Remembers how each queue and the table have answered lately, and for how long calls have gone unanswered: the one record that both the
/// health of a worker and its lines about trouble are drawn from.
/// </summary>
/// <param name="time">The clock that the calls are timed by.</param>
public sealed class ServiceAnswers(TimeProvider time) : IQueueObserver, ITableObserver
{
    private readonly ConcurrentDictionary<(ServiceKind Kind, string Name), ServiceRecord> _records = new();

    /// <summary>How they stand now; only those that have been called.</summary>
    public IReadOnlyList<ServiceState> States
    {
        get
        {
            var now = time.GetElapsedTime(0);
            return
            [
                .. _records
                    .OrderBy(pair => pair.Key.Kind)
                    .ThenBy(pair => pair.Key.Name, StringComparer.Ordinal)
                    .Select(pair => pair.Value.State(pair.Key.Kind, pair.Key.Name, now)),
            ];
        }
    }

    public void OnCalling(in QueueCallStart call) => RecordOf(ServiceKind.Queue, call.Queue).Begin(Due(call));

    public void OnCall(in QueueCallReport report) =>
        RecordOf(ServiceKind.Queue, report.Call.Queue)
            .End(
                Due(report.Call),
                time.GetElapsedTime(0),
                report.Outcome switch
                {
                    QueueCallOutcome.Throttled => ServiceOutcome.Throttled,
                    QueueCallOutcome.Unavailable => ServiceOutcome.Unavailable,
                    QueueCallOutcome.Abandoned => ServiceOutcome.Abandoned,
                    _ => ServiceOutcome.Answered,
                },
                report.Error
            );

    public void OnCalling(in TableCallStart call) => RecordOf(ServiceKind.Table, call.Table).Begin(Due(call));

    public void OnCall(in TableCallReport report) =>
        RecordOf(ServiceKind.Table, report.Call.Table)
            .End(
                Due(report.Call),
                time.GetElapsedTime(0),
                report.Outcome switch
                {
                    TableCallOutcome.Throttled => ServiceOutcome.Throttled,
                    TableCallOutcome.Conflict => ServiceOutcome.Conflict,
                    TableCallOutcome.Unavailable => ServiceOutcome.Unavailable,
                    TableCallOutcome.Abandoned => ServiceOutcome.Abandoned,
                    _ => ServiceOutcome.Answered,
                },
                report.Error
            );

    private TimeSpan Due(in QueueCallStart call) => time.GetElapsedTime(0, call.StartedAt) + call.Wait;

    private TimeSpan Due(in TableCallStart call) => time.GetElapsedTime(0, call.StartedAt);

    private ServiceRecord RecordOf(ServiceKind kind, string name) =>
        _records.GetOrAdd((kind, name), static _ => new ServiceRecord());
}

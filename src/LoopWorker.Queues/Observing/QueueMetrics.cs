using System.Diagnostics.Metrics;
using LoopWorker.Core.Telemetry;
using static LoopWorker.Core.Telemetry.Meters;

namespace LoopWorker.Queues.Observing;

/// <summary>Records calls of queues by OpenTelemetry's conventions for messaging.</summary>
/// <param name="meter">What the instruments belong to.</param>
public sealed class QueueMetrics(Meter meter) : IQueueObserver
{
    private readonly Histogram<double> _duration = meter.Histogram(Metrics.QueueCallDuration);
    private readonly Counter<long> _consumed = meter.Counter(Metrics.ConsumedMessages);
    private readonly Counter<long> _sent = meter.Counter(Metrics.SentMessages);

    public void OnCall(in QueueCallReport report)
    {
        var (name, type) = NameOf(report.Call.Operation);
        var system = Tag(AttributeNames.MessagingSystem, AttributeNames.Sqs);
        var operation = Tag(AttributeNames.OperationName, name);
        var queue = Tag(AttributeNames.Destination, report.Call.Queue);
        var seconds = report.Duration.TotalSeconds;
        // A call whose caller gave up is no error: polls end so when the worker stops.
        var error = report.Outcome == QueueCallOutcome.Abandoned ? null : report.Error;
        if (type is null)
            _duration.Record(seconds, [system, operation, queue, .. Error(error)]);
        else
            _duration.Record(
                seconds,
                [system, operation, Tag(AttributeNames.OperationType, type), queue, .. Error(error)]
            );

        if (report.Call.Operation == QueueOperations.ReceiveMessage && report.Messages > 0)
            _consumed.Add(report.Messages, system, operation, queue);
        if (report.Call.Operation != QueueOperations.SendMessageBatch)
            return;
        if (report.Messages > 0)
            _sent.Add(report.Messages, system, operation, queue);
        if (report.Call.Entries > report.Messages)
            _sent.Add(report.Call.Entries - report.Messages, [system, operation, queue, .. Error(error ?? "_OTHER")]);
    }

    private static (string Name, string? Type) NameOf(string operation) =>
        operation switch
        {
            QueueOperations.ReceiveMessage => ("receive", "receive"),
            QueueOperations.SendMessageBatch => ("send", "send"),
            QueueOperations.DeleteMessageBatch => ("delete", "settle"),
            QueueOperations.ChangeMessageVisibilityBatch => ("change_visibility", "settle"),
            QueueOperations.GetQueueAttributes => ("get_attributes", null),
            _ => ("purge", null),
        };

    private static KeyValuePair<string, object?>[] Error(string? error) =>
        error is null ? [] : [Tag(AttributeNames.ErrorType, error)];
}

using System.Diagnostics.Metrics;
using LoopWorker.Core.Telemetry;
using static LoopWorker.Core.Telemetry.Meters;

namespace LoopWorker.Tables.Observing;

/// <summary>Records calls of a table by OpenTelemetry's conventions for databases, and what they cost.</summary>
/// <param name="meter">What the instruments belong to.</param>
public sealed class TableMetrics(Meter meter) : ITableObserver
{
    private readonly Histogram<double> _duration = meter.Histogram(Metrics.TableCallDuration);
    private readonly Counter<long> _throttles = meter.Counter(Metrics.Throttles);
    private readonly Counter<double> _capacity = meter.FractionCounter(Metrics.Capacity);

    public void OnCall(in TableCallReport report)
    {
        var operation = Tag(AttributeNames.DatabaseOperation, report.Call.Operation);
        RecordDuration(report, operation);
        if (report.Outcome == TableCallOutcome.Throttled)
            _throttles.Add(1, operation, Tag(AttributeNames.Reason, report.Error ?? TableErrors.Throttled));
        if (report.Capacity.ReadUnits > 0)
            _capacity.Add(report.Capacity.ReadUnits, operation, Tag(AttributeNames.Kind, "read"));
        if (report.Capacity.WriteUnits > 0)
            _capacity.Add(report.Capacity.WriteUnits, operation, Tag(AttributeNames.Kind, "write"));
    }

    private void RecordDuration(in TableCallReport report, KeyValuePair<string, object?> operation)
    {
        var system = Tag(AttributeNames.DatabaseSystem, AttributeNames.DynamoDb);
        var table = Tag(AttributeNames.DatabaseCollection, report.Call.Table);
        var seconds = report.Duration.TotalSeconds;
        // A condition that does not hold is an answer.
        if (report.Outcome is TableCallOutcome.Answered or TableCallOutcome.Abandoned || report.Error is null)
            _duration.Record(seconds, system, operation, table);
        else
            _duration.Record(seconds, [system, operation, table, Tag(AttributeNames.ErrorType, report.Error)]);
    }
}

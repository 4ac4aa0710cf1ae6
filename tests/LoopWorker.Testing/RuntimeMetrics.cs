using System.Diagnostics.Metrics;
using LoopWorker.Core.Telemetry;

namespace LoopWorker.Testing;

/// <summary>The metrics of a meter that exists in this process, such as .NET's own.</summary>
public static class RuntimeMetrics
{
    public static IReadOnlyList<(string Name, string Unit, MetricKind Kind)> Of(string meter)
    {
        var found = new List<(string, string, MetricKind)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == meter)
                found.Add((instrument.Name, instrument.Unit ?? "", KindOf(instrument)));
        };
        listener.Start();
        return found;
    }

    // A sum that also shrinks is a gauge to Prometheus.
    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        if (type.Contains("UpDownCounter", StringComparison.Ordinal))
            return MetricKind.Gauge;
        if (type.Contains("Counter", StringComparison.Ordinal))
            return MetricKind.Counter;
        return type.Contains("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram : MetricKind.Gauge;
    }
}

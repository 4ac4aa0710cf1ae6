using System.Diagnostics.Metrics;

namespace LoopWorker.Core.Telemetry;

/// <summary>Makes the instruments of a meter from what <see cref="Metrics"/> says of them.</summary>
public static class Meters
{
    /// <summary>An attribute of what is recorded.</summary>
    /// <param name="name">One of <see cref="AttributeNames"/>.</param>
    /// <param name="value">One of few.</param>
    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    public static Counter<long> Counter(this Meter meter, Metric metric) =>
        meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Description);

    /// <summary>For sums that have fractions: capacity units.</summary>
    public static Counter<double> FractionCounter(this Meter meter, Metric metric) =>
        meter.CreateCounter<double>(metric.Name, metric.Unit, metric.Description);

    public static Histogram<double> Histogram(this Meter meter, Metric metric) =>
        meter.CreateHistogram(
            metric.Name,
            metric.Unit,
            metric.Description,
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Boundaries }
        );

    public static void Gauge(this Meter meter, Metric metric, Func<long> value) =>
        meter.CreateObservableGauge(metric.Name, value, metric.Unit, metric.Description);
}

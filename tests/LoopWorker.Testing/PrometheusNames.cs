using LoopWorker.Core.Telemetry;

namespace LoopWorker.Testing;

/// <summary>
/// What metrics are called in Prometheus, by the rules of OpenTelemetry: dots become underscores, and units and <c>_total</c> are appended.
/// </summary>
public static class PrometheusNames
{
    /// <summary>The name of a metric as a whole, as in <c># TYPE</c>.</summary>
    /// <param name="name">As OpenTelemetry has it.</param>
    /// <param name="unit">In UCUM.</param>
    /// <param name="kind">What records it.</param>
    public static string Family(string name, string unit, MetricKind kind)
    {
        var whole = Label(name) + Suffix(unit, kind);
        return kind == MetricKind.Counter ? $"{whole}_total" : whole;
    }

    /// <inheritdoc cref="Family(string, string, MetricKind)"/>
    public static string Family(Metric metric) => Family(metric.Name, metric.Unit, metric.Kind);

    /// <summary>The names of the series of a metric: three of a histogram.</summary>
    public static IReadOnlyList<string> Series(string family, MetricKind kind) =>
        kind == MetricKind.Histogram ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : [family];

    /// <summary>The name of an attribute.</summary>
    public static string Label(string attribute) => attribute.Replace('.', '_');

    // A thing in braces is no unit, and a part only one of a gauge.
    private static string Suffix(string unit, MetricKind kind) =>
        unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when kind == MetricKind.Gauge => "_ratio",
            _ => "",
        };
}

using System.Collections.Immutable;
using LoopWorker.Core.Telemetry;
using LoopWorker.Telemetry;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests.Monitoring;

/// <summary>
/// The series that Prometheus has of workers, with their labels. The end-to-end tests hold the names against what a worker serves.
/// </summary>
internal static class WorkerSeries
{
    /// <summary>Labels that Prometheus gives what it scrapes: <c>namespace</c> and <c>pod</c> only in Kubernetes.</summary>
    public static readonly ImmutableHashSet<string> OfTargets = ["namespace", "job", "instance", "pod"];

    // The labels of .NET's own that are used here; a meter does not tell those of its instruments.
    private static readonly ImmutableArray<string> RuntimeLabels = ["cpu_mode", "gc_heap_generation"];

    /// <summary>The labels of each series, by its name.</summary>
    public static IReadOnlyDictionary<string, ImmutableHashSet<string>> All { get; } = Make();

    /// <summary>The worker's own series, by the name of their metric.</summary>
    public static ILookup<string, string> Own { get; } =
        Metrics
            .All.SelectMany(metric =>
                PrometheusNames
                    .Series(PrometheusNames.Family(metric), metric.Kind)
                    .Select(series => (metric.Name, Series: series))
            )
            .ToLookup(pair => pair.Name, pair => pair.Series);

    private static Dictionary<string, ImmutableHashSet<string>> Make()
    {
        var all = new Dictionary<string, ImmutableHashSet<string>>(StringComparer.Ordinal) { ["up"] = OfTargets };
        foreach (var metric in Metrics.All)
            Add(PrometheusNames.Family(metric), metric.Kind, metric.Attributes.Select(PrometheusNames.Label));
        foreach (var (name, unit, kind) in RuntimeMetrics.Of(TelemetryExport.RuntimeMeter))
            Add(PrometheusNames.Family(name, unit, kind), kind, RuntimeLabels);
        return all;

        void Add(string family, MetricKind kind, IEnumerable<string> labels)
        {
            foreach (var series in PrometheusNames.Series(family, kind))
                all[series] = OfTargets
                    .Union(labels)
                    .Union(series.EndsWith("_bucket", StringComparison.Ordinal) ? ["le"] : []);
        }
    }
}

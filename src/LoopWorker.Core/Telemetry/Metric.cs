using System.Collections.Immutable;

namespace LoopWorker.Core.Telemetry;

/// <summary>A metric: what it is called and what it measures. Each is made here once; docs/observability.md lists them.</summary>
/// <param name="Name">As it is exported.</param>
/// <param name="Kind">Which instrument records it.</param>
/// <param name="Unit">In UCUM: <c>s</c>, <c>1</c>, or a thing in braces.</param>
/// <param name="Description">In a sentence.</param>
/// <param name="Attributes">The names of the attributes it may carry: of few values each, never an id.</param>
public sealed record Metric(
    string Name,
    MetricKind Kind,
    string Unit,
    string Description,
    ImmutableArray<string> Attributes
)
{
    /// <summary>Of a histogram: where its buckets end.</summary>
    public ImmutableArray<double> Boundaries { get; init; } = [];
}

/// <summary>What a metric is recorded by.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>Single values, by size.</summary>
    Histogram,

    /// <summary>A value that is read when it is exported.</summary>
    Gauge,
}

using System.Globalization;
using System.Reflection;
using LoopWorker.Core.Telemetry;

namespace LoopWorker.Tests.Telemetry;

/// <summary>docs/observability.md, held against the code.</summary>
public sealed class ObservabilityDocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(
        Path.Combine(AppContext.BaseDirectory, "docs", "observability.md")
    );

    [Fact]
    public void The_document_lists_every_metric_with_its_kind_unit_and_attributes() =>
        Assert.Equal(
            Metrics.All.Select(metric =>
                (
                    metric.Name,
                    metric.Kind.ToString().ToLowerInvariant(),
                    metric.Unit,
                    string.Join(", ", metric.Attributes.Select(name => $"`{name}`"))
                )
            ),
            Rows("| metric |").Select(cells => (cells[0].Trim('`'), cells[1], cells[2], cells[3]))
        );

    [Fact]
    public void The_list_of_metrics_has_each_that_is_declared() =>
        Assert.Equal(
            typeof(Metrics)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => field.GetValue(null))
                .OfType<Metric>()
                .Select(metric => metric.Name)
                .Order(),
            Metrics.All.Select(metric => metric.Name).Order()
        );

    [Fact]
    public void No_attribute_of_a_metric_is_an_id() =>
        Assert.DoesNotContain(
            Metrics.All.SelectMany(metric => metric.Attributes),
            name => name.EndsWith(".id", StringComparison.Ordinal)
        );

    [Fact]
    public void The_document_lists_every_event() =>
        Assert.Equal(
            typeof(EventIds).GetFields().Select(field => ((int)field.GetRawConstantValue()!, field.Name)),
            Rows("| event |").Select(cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1]))
        );

    // The rows of the table whose head begins so, without the line below the head.
    private static IEnumerable<string[]> Rows(string head) =>
        Lines
            .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
}

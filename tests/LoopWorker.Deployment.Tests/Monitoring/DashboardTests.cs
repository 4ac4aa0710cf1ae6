using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests.Monitoring;

public sealed class DashboardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public void Panels_have_ids_of_their_own() =>
        Assert.Equal(Dashboard.Panels.Count, Dashboard.Panels.Select(panel => (int)panel["id"]!).Distinct().Count());

    [Fact]
    public void No_two_panels_have_one_title() =>
        Assert.Equal(Dashboard.Panels.Count, Dashboard.Panels.Select(Dashboard.TitleOf).Distinct().Count());

    [Fact]
    public void Every_panel_says_in_sentences_what_to_do() =>
        Assert.All(
            Dashboard.Graphs,
            panel => Assert.Matches("^[A-Z].{40,}\\.$", panel["description"].Text() ?? Dashboard.TitleOf(panel))
        );

    [Fact]
    public void Panels_lie_beside_each_other_on_the_grid()
    {
        var taken = Dashboard
            .Panels.Select(panel => panel["gridPos"]!)
            .SelectMany(at =>
                from x in Enumerable.Range((int)at["x"]!, (int)at["w"]!)
                from y in Enumerable.Range((int)at["y"]!, (int)at["h"]!)
                select (x, y)
            )
            .ToList();
        Assert.Equal(taken.Count, taken.Distinct().Count());
        Assert.All(taken, cell => Assert.InRange(cell.x, 0, 23));
    }

    [Fact]
    public void Every_series_and_label_that_it_names_is_one_that_a_worker_has() =>
        Assert.Empty(
            Dashboard.Graphs.SelectMany(panel =>
                Dashboard
                    .Expressions(panel)
                    .SelectMany(expression => Query.Parse(expression).Unknown())
                    .Select(name => $"{Dashboard.TitleOf(panel)}: {name}")
            )
        );

    [Fact]
    public void Legends_name_labels_that_the_query_leaves() =>
        Assert.All(
            Dashboard.Graphs.SelectMany(panel => panel["targets"]!.AsArray()),
            target =>
                Assert.Subset(
                    Query.Parse((string)target!["expr"]!).Grouping.ToHashSet(),
                    Regex
                        .Matches((string)target["legendFormat"]!, @"\w+(?=\}\})", RegexOptions.None, Patience)
                        .Select(match => match.Value)
                        .ToHashSet()
                )
        );

    [Fact]
    public void Choices_are_made_of_what_workers_have()
    {
        foreach (var query in Dashboard.Variables.Select(variable => variable["definition"].Text()).OfType<string>())
        {
            var parts = Regex.Match(
                query,
                @"^label_values\((?<of>.*), (?<label>\w+)\)$",
                RegexOptions.ExplicitCapture,
                Patience
            );
            var asked = Query.Parse($"sum by ({parts.Groups["label"].Value}) ({parts.Groups["of"].Value})");
            Assert.Single(asked.Selectors);
            Assert.Empty(asked.Unknown());
        }
    }

    [Fact]
    public void Each_query_heeds_what_is_chosen()
    {
        var expressions = Dashboard.Graphs.SelectMany(Dashboard.Expressions).ToList();
        Assert.All(
            expressions.SelectMany(expression => Query.Parse(expression).Selectors),
            selector => Assert.Equal(["namespace", "job", "instance"], selector.Labels.Take(3))
        );
        var declared = Dashboard.Variables.Select(variable => (string)variable["name"]!).ToHashSet();
        var used = Regex
            .Matches(Dashboard.Text, @"\$\{?(?<name>[a-z]\w*)", RegexOptions.ExplicitCapture, Patience)
            .Select(match => match.Groups["name"].Value)
            .ToHashSet();
        Assert.Equal(declared.Order(), used.Order());
    }

    [Fact]
    public void Every_metric_of_the_worker_is_on_it()
    {
        var shown = Dashboard
            .Graphs.SelectMany(Dashboard.Expressions)
            .SelectMany(expression => Query.Parse(expression).Selectors)
            .Select(selector => selector.Series)
            .ToHashSet();
        Assert.Empty(WorkerSeries.Own.Where(metric => !metric.Any(shown.Contains)).Select(metric => metric.Key));
    }

    [Fact]
    public async Task Its_queries_are_Prometheus()
    {
        var rules = Dashboard
            .Graphs.SelectMany(Dashboard.Expressions)
            .Select(
                (expression, index) =>
                    new JsonObject
                    {
                        ["record"] = $"panel:{index}",
                        ["expr"] = expression
                            .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
                            .Replace("$__range", "1h", StringComparison.Ordinal),
                    }
            );
        var group = new JsonObject { ["name"] = "panels", ["rules"] = new JsonArray([.. rules]) };
        await Promtool.ApprovesRulesAsync(new JsonObject { ["groups"] = new JsonArray(group) }.ToJsonString());
    }
}

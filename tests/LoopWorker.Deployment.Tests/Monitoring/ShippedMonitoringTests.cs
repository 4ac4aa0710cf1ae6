using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests.Monitoring;

/// <summary>Alerts and dashboard as the chart installs them.</summary>
public sealed class ShippedMonitoringTests
{
    [Fact]
    public async Task The_chart_ships_them_as_they_are()
    {
        var rule = (await Chart.RenderYamlAsync("prometheusRule: { enabled: true }")).The("PrometheusRule");
        Assert.Equal(Plain((await AlertRules.DocumentAsync())["groups"]!), Plain(rule.At("spec.groups")!));
        await Promtool.ApprovesRulesAsync(rule.At("spec")!.ToJsonString());
    }

    [Fact]
    public async Task The_chart_sets_the_limits_and_leaves_out_what_is_not_wanted()
    {
        var rendered = await Chart.RenderYamlAsync(
            """
            prometheusRule: { enabled: true, ageSeconds: 1200, disabled: [LoopWorkerAbsent, LoopWorkerRestarts] }
            settings: { ShutdownTimeout: "00:01:40" }
            """
        );
        var spec = rendered.The("PrometheusRule").At("spec")!;
        await Promtool.ApprovesRulesAsync(spec.ToJsonString());
        var rules = AlertRules.Of(spec).ToDictionary(AlertRules.NameOf, rule => (string)rule["expr"]!);
        Assert.Contains("> 1200 # ageSeconds", rules["LoopWorkerEventsLate"], StringComparison.Ordinal);
        Assert.EndsWith("> 80", rules["LoopWorkerDrainSlow"], StringComparison.Ordinal);
        Assert.Equal(
            ["LoopWorkerAbsent", "LoopWorkerRestarts"],
            (await AlertRules.AllAsync()).Select(AlertRules.NameOf).Except(rules.Keys)
        );
    }

    [Fact]
    public async Task The_chart_ships_the_dashboard_where_the_sidecar_of_Grafana_looks()
    {
        var map = (await Chart.RenderYamlAsync("grafanaDashboard: { enabled: true }")).The("ConfigMap");
        Assert.Equal("1", map.At("metadata.labels")!["grafana_dashboard"].Text());
        Assert.True(
            JsonNode.DeepEquals(Dashboard.Document, JsonNode.Parse(map.At("data")!["loopworker.json"].Text()!))
        );
    }

    // Whatever the order of names.
    private static string Plain(JsonNode node) =>
        node switch
        {
            JsonObject members =>
                $"{{{string.Join(',', members.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{Plain(pair.Value!)}"))}}}",
            JsonArray items => $"[{string.Join(',', items.Select(item => Plain(item!)))}]",
            _ => node.ToJsonString(),
        };
}

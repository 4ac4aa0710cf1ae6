using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests.Monitoring;

/// <summary>The alerts that the chart ships, as a file that Prometheus reads by itself.</summary>
internal static class AlertRules
{
    public static string File { get; } = Path.Combine(Chart.Folder, "files", "alerts.yaml");

    public static string Tests { get; } =
        Repository.At("tests", "LoopWorker.Deployment.Tests", "Monitoring", "alerts.test.yaml");

    public static async Task<JsonObject> DocumentAsync() => (await ReadAsync(File)).AsObject();

    public static async Task<IReadOnlyList<JsonNode>> AllAsync() => Of(await DocumentAsync());

    /// <summary>The rules of all groups.</summary>
    public static IReadOnlyList<JsonNode> Of(JsonNode groups) =>
        [.. groups["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!)];

    public static string NameOf(JsonNode rule) => (string)rule["alert"]!;

    public static async Task<JsonNode> ReadAsync(string file) =>
        Assert.Single(await Manifests.ReadAsync(await System.IO.File.ReadAllTextAsync(file)))!["document"]!;
}

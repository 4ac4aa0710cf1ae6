using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests.Monitoring;

/// <summary>The dashboard that the chart ships.</summary>
internal static class Dashboard
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Chart.Folder, "files", "dashboard.json"));

    public static JsonObject Document { get; } = JsonNode.Parse(Text)!.AsObject();

    /// <summary>All of them, and the rows' titles among them.</summary>
    public static IReadOnlyList<JsonObject> Panels { get; } =
    [.. Document["panels"]!.AsArray().Select(panel => panel!.AsObject())];

    /// <summary>Those that show something.</summary>
    public static IEnumerable<JsonObject> Graphs => Panels.Where(panel => (string)panel["type"]! != "row");

    public static IEnumerable<JsonObject> Variables =>
        Document.At("templating.list")!.AsArray().Select(variable => variable!.AsObject());

    /// <summary>The queries of a panel.</summary>
    public static IEnumerable<string> Expressions(JsonObject panel) =>
        panel["targets"]!.AsArray().Select(target => (string)target!["expr"]!);

    public static string TitleOf(JsonObject panel) => (string)panel["title"]!;
}

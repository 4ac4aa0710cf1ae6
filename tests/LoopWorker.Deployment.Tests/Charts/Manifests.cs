using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Environment;

namespace LoopWorker.Deployment.Tests.Charts;

/// <summary>One object as Kubernetes reads it, and what its kind's schema says against it.</summary>
internal sealed record Manifest(JsonObject Document, IReadOnlyList<string> Errors)
{
    public string Kind => (string)Document["kind"]!;

    public string Name => (string)Document["metadata"]!["name"]!;

    /// <summary>What lies at a path such as <c>spec.template.spec.containers.0</c>; null if nothing does.</summary>
    public JsonNode? At(string path) => Document.At(path);
}

/// <summary>All that a chart renders to.</summary>
internal sealed record Manifests(IReadOnlyList<Manifest> All)
{
    public static async Task<Manifests> ParseAsync(string yaml) =>
        new([
            .. (await ReadAsync(yaml)).Select(read => new Manifest(
                read!["document"]!.DeepClone().AsObject(),
                [.. read["errors"]!.AsArray().Select(error => (string)error!)]
            )),
        ]);

    /// <summary>The documents in YAML, each with the errors found in it.</summary>
    public static async Task<JsonArray> ReadAsync(string yaml)
    {
        var answer = await ChartTools.Reader.AskAsync(yaml);
        Assert.Null((string?)answer["failed"]);
        return answer["read"]!.AsArray();
    }

    public IEnumerable<Manifest> Of(string kind) => All.Where(manifest => manifest.Kind == kind);

    /// <summary>The only one of its kind.</summary>
    public Manifest The(string kind) => Assert.Single(Of(kind));

    /// <summary>The pods of the worker, and that of <c>helm test</c>.</summary>
    public IEnumerable<Pod> Pods() =>
        [
            .. Of("Deployment").Select(made => new Pod(made.Name, true, made.At("spec.template")!)),
            .. Of("Pod").Select(pod => new Pod(pod.Name, false, pod.Document)),
        ];

    /// <summary>The worker's own container.</summary>
    public JsonNode Container => The("Deployment").At("spec.template.spec.containers.0")!;
}

/// <param name="Name">The name of what makes the pod.</param>
/// <param name="IsWorker">Whether it is one of the worker's.</param>
/// <param name="Template">Its metadata and its spec.</param>
internal sealed record Pod(string Name, bool IsWorker, JsonNode Template)
{
    public JsonNode Spec => Template["spec"]!;
}

internal static class JsonPaths
{
    /// <summary>What lies at a path such as <c>spec.containers.0</c>; null if nothing does.</summary>
    public static JsonNode? At(this JsonNode node, string path)
    {
        JsonNode? found = node;
        foreach (var name in path.Split('.'))
            found = found switch
            {
                JsonObject members => members[name],
                JsonArray items => items.ElementAtOrDefault(
                    int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)
                ),
                _ => null,
            };
        return found;
    }

    /// <summary>Text as it is, everything else as JSON; null for nothing.</summary>
    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString();
}

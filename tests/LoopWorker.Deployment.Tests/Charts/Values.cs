using System.Text.Json.Nodes;

namespace LoopWorker.Deployment.Tests.Charts;

/// <summary>Values of a chart as a tree. helm merges maps and replaces everything else, lists too: those are the leaves.</summary>
internal static class Values
{
    /// <summary>The leaves, by paths such as <c>image.tag</c>.</summary>
    public static IEnumerable<(string Path, JsonNode? Value)> Leaves(JsonObject values, string prefix = "") =>
        values.SelectMany(pair =>
            pair.Value is JsonObject { Count: > 0 } members
                ? Leaves(members, $"{prefix}{pair.Key}.")
                : [($"{prefix}{pair.Key}", pair.Value)]
        );

    /// <summary>A copy in which a leaf has another value.</summary>
    public static JsonObject With(JsonObject values, string path, JsonNode? value)
    {
        var copy = values.DeepClone().AsObject();
        var names = path.Split('.');
        var at = copy;
        foreach (var name in names[..^1])
            at = (JsonObject)(at[name] ??= new JsonObject());
        at[names[^1]] = value?.DeepClone();
        return copy;
    }
}

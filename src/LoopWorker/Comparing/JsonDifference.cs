using System.Text.Json.Nodes;
using LoopWorker.Loop.Json;

namespace LoopWorker.Comparing;

/// <summary>Where two JSON values differ.</summary>
public static class JsonDifference
{
    /// <summary>A line for each place: its path, what was expected and what was found.</summary>
    public static IEnumerable<string> Between(JsonNode? expected, JsonNode? found, string path = "")
    {
        if (JsonNode.DeepEquals(expected, found))
            return [];
        return (expected, found) switch
        {
            (JsonObject left, JsonObject right) => left.Select(member => member.Key)
                .Union(right.Select(member => member.Key))
                .Order(StringComparer.Ordinal)
                .SelectMany(name => Between(left[name], right[name], path.Length == 0 ? name : $"{path}.{name}")),
            (JsonArray left, JsonArray right) => Enumerable
                .Range(0, Math.Max(left.Count, right.Count))
                .SelectMany(i =>
                    Between(i < left.Count ? left[i] : null, i < right.Count ? right[i] : null, $"{path}[{i}]")
                ),
            _ => [$"{path}: expected {Text(expected)}, found {Text(found)}"],
        };
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(LoopJson.Stored.Options) ?? "nothing";
}

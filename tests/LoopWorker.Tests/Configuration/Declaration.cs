using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Configuration;

namespace LoopWorker.Tests.Configuration;

/// <summary>The settings as they are declared.</summary>
internal static class Declaration
{
    /// <summary>Settings as JSON, as a settings file holds them.</summary>
    public static JsonObject ToJson(LoopWorkerSettings settings) =>
        JsonSerializer.SerializeToNode(settings, SettingsJson.Default.LoopWorkerSettings)!.AsObject();

    /// <summary>Every single setting by its name, such as <c>Queues:Sources:0:Queue</c>; null if it has no value.</summary>
    public static IEnumerable<(string Path, JsonValue? Value)> Leaves(JsonNode? node, string path = "") =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Leaves(member.Value, Join(path, member.Key))),
            JsonArray entries => entries.SelectMany((entry, index) => Leaves(entry, Join(path, $"{index}"))),
            _ => [(path, node?.AsValue())],
        };

    /// <summary>A value as people write it: the seconds of a time without needless zeros.</summary>
    public static string? Text(JsonValue? value)
    {
        var text = value?.ToString();
        return text is not null && text.LastIndexOf('.') > text.LastIndexOf(':') && TimeSpan.TryParse(text, out _)
            ? text.TrimEnd('0')
            : text;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";
}

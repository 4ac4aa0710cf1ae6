using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Loop.Json;

namespace LoopWorker.Terminal;

/// <summary>How commands print JSON: indented, and with the characters that stored JSON has.</summary>
internal static class ReportJson
{
    public static JsonSerializerOptions Options { get; } =
        new(LoopJson.Stored.Options) { WriteIndented = true, NewLine = "\n" };

    /// <summary>JSON with stored text in it: what could act on a terminal is escaped, which means the same to whoever reads it.</summary>
    public static string Safe(JsonNode json) =>
        // Within a string, a line feed is escaped already.
        string.Join('\n', json.ToJsonString(Options).Split('\n').Select(SafeText.Of));
}

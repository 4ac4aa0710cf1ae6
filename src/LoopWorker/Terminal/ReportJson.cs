using System.Text.Json;
using LoopWorker.Loop.Json;

namespace LoopWorker.Terminal;

/// <summary>How commands print JSON: indented, and with the characters that stored JSON has.</summary>
internal static class ReportJson
{
    public static JsonSerializerOptions Options { get; } =
        new(LoopJson.Stored.Options) { WriteIndented = true, NewLine = "\n" };
}

using System.Text.Json;
using Json.Schema;
using LoopWorker.Testing;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.Loop.Tests.Events.Schemas;

/// <summary>The documents under docs/messages.</summary>
internal static class SchemaFiles
{
    public static string Folder { get; } = Repository.At("docs", "messages");

    public static JsonElement Load(string type)
    {
        using var document = JsonDocument.Parse(Read(type));
        return document.RootElement.Clone();
    }

    public static JsonSchema Compile(string type) => SchemaText.Parse(Read(type));

    public static bool Accepts(this JsonSchema schema, JsonElement value) =>
        schema.Evaluate(value, new EvaluationOptions { RequireFormatValidation = true }).IsValid;

    public static IEnumerable<string> Names(this JsonElement schema, string keyword) =>
        schema.GetProperty(keyword) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(name => name.GetString()!)
            : schema.GetProperty(keyword).EnumerateObject().Select(member => member.Name);

    private static string Read(string type) => File.ReadAllText(Path.Combine(Folder, $"{type}.schema.json"));
}

using System.Text.Json;
using Json.Schema;

namespace LoopWorker.Loop.Tests.Events.Schemas;

/// <summary>The documents under docs/messages, found from the tests' own folder upwards.</summary>
internal static class SchemaFiles
{
    public static string Repository => Testing.Repository.Root;

    public static string Folder { get; } = Path.Combine(Repository, "docs", "messages");

    public static JsonElement Load(string type)
    {
        using var document = JsonDocument.Parse(Read(type));
        return document.RootElement.Clone();
    }

    public static JsonSchema Compile(string type) => Parse(Read(type));

    /// <exception cref="JsonSchemaException">If there is a keyword that JSON Schema does not have.</exception>
    public static JsonSchema Parse(string json) =>
        JsonSchema.FromText(
            // In JSON Schema $ is the end of the text; in .NET it also matches before a last line feed.
            json.Replace("$\"", "\\\\z\"", StringComparison.Ordinal),
            // The global registry takes a schema once a process.
            new BuildOptions { SchemaRegistry = new() }
        );

    public static bool Accepts(this JsonSchema schema, JsonElement value) =>
        schema.Evaluate(value, new EvaluationOptions { RequireFormatValidation = true }).IsValid;

    public static IEnumerable<string> Names(this JsonElement schema, string keyword) =>
        schema.GetProperty(keyword) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(name => name.GetString()!)
            : schema.GetProperty(keyword).EnumerateObject().Select(member => member.Name);

    private static string Read(string type) => File.ReadAllText(Path.Combine(Folder, $"{type}.schema.json"));
}

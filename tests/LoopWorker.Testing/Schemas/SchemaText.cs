using Json.Schema;

namespace LoopWorker.Testing.Schemas;

/// <summary>JSON Schemas as tests use them.</summary>
public static class SchemaText
{
    /// <exception cref="JsonSchemaException">If there is a keyword that JSON Schema does not have.</exception>
    public static JsonSchema Parse(string json) =>
        JsonSchema.FromText(
            // In JSON Schema $ is the end of the text; in .NET it also matches before a last line feed.
            json.Replace("$\"", "\\\\z\"", StringComparison.Ordinal),
            // The global registry takes a schema once a process.
            new BuildOptions { SchemaRegistry = new() }
        );
}

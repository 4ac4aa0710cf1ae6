using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using LoopWorker.Configuration;
using LoopWorker.Messages.Reading.Fields;

namespace LoopWorker.Tests.Configuration;

/// <summary>
/// Generates the JSON schema of the settings file: names, types and defaults from the declared types, descriptions from
/// their documentation comments, limits from <see cref="SettingLimits"/>.
/// </summary>
internal static class SettingsSchema
{
    private const string Duration = @"^(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Generate()
    {
        var settings = new LoopWorkerSettings { Queues = { Sources = { new SourceSettings() } } };
        var defaults = Declaration
            .Leaves(Declaration.ToJson(settings))
            .ToDictionary(leaf => leaf.Path, leaf => leaf.Value);
        var limits = SettingLimits.Of(settings).ToDictionary(limit => limit.Path);
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                var path = PathOf(context.Path);
                return Transform(
                    context,
                    node.AsObject(),
                    defaults.GetValueOrDefault(path),
                    limits.GetValueOrDefault(path)
                );
            },
        };
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of LoopWorker",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                [LoopWorkerSettings.Section] = SettingsJson.Default.LoopWorkerSettings.GetJsonSchemaAsNode(options),
            },
        };
        return schema.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Transform(
        JsonSchemaExporterContext context,
        JsonObject node,
        JsonValue? defaultValue,
        SettingLimit? limit
    )
    {
        var schema = new JsonObject();
        if (context.PropertyInfo?.AttributeProvider is MemberInfo property)
            schema["description"] = XmlSummaries.Of(property);
        foreach (var (keyword, value) in node.Where(pair => pair.Key != "$comment"))
            schema[keyword] = value?.DeepClone();
        // A setting without a value is left out.
        if (schema["type"] is JsonArray orNull)
            schema["type"] = orNull[0]!.DeepClone();
        if (context.TypeInfo.Type == typeof(TimeSpan))
            schema["pattern"] = Duration;
        if (schema.ContainsKey("properties"))
            // A misspelt name is an error in the editor as it is at start.
            schema["additionalProperties"] = false;
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Dictionary)
            NameDefault(schema);
        AddLimit(schema, limit);
        if (Declaration.Text(defaultValue) is { Length: > 0 } text)
            schema["default"] = defaultValue!.GetValueKind() == JsonValueKind.String ? text : defaultValue.DeepClone();
        return schema;
    }

    // The entry that is there by default is a property of its own; the others are like it, without a default.
    private static void NameDefault(JsonObject schema)
    {
        var others = schema["additionalProperties"]!.AsObject();
        schema.Remove("additionalProperties");
        schema["properties"] = new JsonObject { [Currencies.Default] = others.DeepClone() };
        others.Remove("default");
        schema["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Z]{3}$" };
        schema["additionalProperties"] = others;
    }

    private static void AddLimit(JsonObject schema, SettingLimit? limit)
    {
        switch (limit)
        {
            case RangeLimit<int> range:
                (schema["minimum"], schema["maximum"]) = (range.Minimum, range.Maximum);
                break;
            case RangeLimit<ulong> range:
                (schema["minimum"], schema["maximum"]) = (range.Minimum, range.Maximum);
                break;
            case RangeLimit<TimeSpan> range:
                // JSON Schema has no order of times.
                schema["description"] = $"{schema["description"]} From {range.Minimum} to {range.Maximum}.";
                break;
            case NameLimit name:
                (schema["minLength"], schema["maxLength"]) = (name.MinimumLength, name.MaximumLength);
                schema["pattern"] = NameLimit.Pattern;
                break;
            default:
                break;
        }
    }

    // "properties", "Queues", "properties", "Sources", "items", "properties", "Queue": Queues:Sources:0:Queue.
    private static string PathOf(ReadOnlySpan<string> path) =>
        string.Join(
            ':',
            path.ToArray()
                .Where(part => part != "properties")
                .Select(part =>
                    part switch
                    {
                        "items" => "0",
                        "additionalProperties" => Currencies.Default,
                        _ => part,
                    }
                )
        );
}

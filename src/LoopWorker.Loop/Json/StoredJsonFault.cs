using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LoopWorker.Loop.Json;

/// <summary>What is wrong with stored JSON, for people. It quotes no value.</summary>
internal static class StoredJsonFault
{
    /// <param name="json">What is stored.</param>
    /// <param name="type">What it was to be read as.</param>
    /// <param name="exception">What reading it has thrown.</param>
    public static string Describe(string json, JsonTypeInfo type, JsonException exception)
    {
        if (DepthOf(json) is var depth && depth > LoopJson.MaximumDepth)
            return $"it is nested {depth} levels deep, and at most {LoopJson.MaximumDepth} are read";
        return FindMissing(json, type) is { } missing
            ? $"it has no {missing}"
            : $"wrong at {exception.Path}, line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
    }

    // Of what can be read; 0 for nothing.
    private static int DepthOf(string json)
    {
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(json),
            new JsonReaderOptions { MaxDepth = int.MaxValue }
        );
        var deepest = 0;
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    deepest = Math.Max(deepest, reader.CurrentDepth + 1);
        }
        catch (JsonException) { }
        return deepest;
    }

    private static string? FindMissing(string json, JsonTypeInfo type)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = LoopJson.MaximumDepth });
            return FindMissing(document.RootElement, type, "");
        }
        // A name with half of a surrogate pair is no JSON error to a document.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? FindMissing(JsonElement element, JsonTypeInfo type, string path)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && element.ValueKind == JsonValueKind.Array)
            return element
                .EnumerateArray()
                .Select(entry => FindMissing(entry, type.Options.GetTypeInfo(type.ElementType!), $"{path}[]"))
                .FirstOrDefault(missing => missing is not null);
        if (type.Kind != JsonTypeInfoKind.Object || element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in type.Properties.Where(property => !property.IsExtensionData))
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!element.TryGetProperty(property.Name, out var value))
            {
                if (property.IsRequired)
                    return name;
            }
            else if (
                property.CustomConverter is null
                && FindMissing(value, type.Options.GetTypeInfo(property.PropertyType), name) is { } missing
            )
            {
                return missing;
            }
        }
        return null;
    }
}

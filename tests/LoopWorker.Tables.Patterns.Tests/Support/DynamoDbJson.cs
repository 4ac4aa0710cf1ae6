using System.Text.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Tests.Support;

/// <summary>Items as documents show them, in DynamoDB's own JSON: <c>{"thread_id":{"S":"a"},"ttl":{"N":"1"}}</c>.</summary>
internal static class DynamoDbJson
{
    public static Item Read(KeySchema schema, string json)
    {
        using var document = JsonDocument.Parse(json);
        var attributes = document.RootElement.EnumerateObject().ToDictionary(a => a.Name, a => ReadValue(a.Value));
        var key = schema.Key(attributes[schema.Partition].AsString!);
        attributes.Remove(schema.Partition);
        return new Item(key, attributes);
    }

    private static AttributeValue ReadValue(JsonElement value)
    {
        var (type, content) = value.EnumerateObject().Select(typed => (typed.Name, typed.Value)).Single();
        return type switch
        {
            "S" => content.GetString()!,
            "N" => NumberValue.Parse(content.GetString()!),
            "B" => new BinaryValue(content.GetBytesFromBase64()),
            _ => throw new ArgumentOutOfRangeException(nameof(value), type, "No test needs this type."),
        };
    }
}

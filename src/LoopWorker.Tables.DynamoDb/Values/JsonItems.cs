using System.Text.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.DynamoDb.Values;

/// <summary>Items in DynamoDB's own JSON: <c>{"pk":{"S":"a"},"n":{"N":"1"}}</c>.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "DynamoDB low-level API", data type descriptors.</remarks>
internal static class JsonItems
{
    /// <summary>The item under a name; null if there is none.</summary>
    public static Item? Read(JsonElement parent, string name, KeySchema schema) =>
        parent.TryGetProperty(name, out var item) && item.ValueKind == JsonValueKind.Object ? Read(item, schema) : null;

    private static Item Read(JsonElement item, KeySchema schema)
    {
        var attributes = new List<KeyValuePair<string, AttributeValue>>();
        var (partition, sort) = ("", "");
        foreach (var attribute in item.EnumerateObject())
            if (attribute.NameEquals(schema.Partition))
                partition = attribute.Value.GetProperty("S").GetString()!;
            else if (attribute.NameEquals(schema.Sort))
                sort = attribute.Value.GetProperty("S").GetString()!;
            else
                attributes.Add(new(attribute.Name, ReadValue(attribute.Value)));
        return new Item(schema.Key(partition, sort), attributes);
    }

    private static AttributeValue ReadValue(JsonElement value)
    {
        var typed = value.EnumerateObject().First();
        var content = typed.Value;
        return typed.Name switch
        {
            "S" => new StringValue(content.GetString()!),
            "N" => NumberValue.Parse(content.GetString()!),
            "B" => ReadBinary(content),
            "BOOL" => AttributeValue.From(content.GetBoolean()),
            "NULL" => NullValue.Instance,
            "L" => new ListValue([.. content.EnumerateArray().Select(ReadValue)]),
            "M" => new MapValue(
                content.EnumerateObject().ToDictionary(entry => entry.Name, entry => ReadValue(entry.Value))
            ),
            "SS" => new StringSet(content.EnumerateArray().Select(element => element.GetString()!)),
            "NS" => new NumberSet(content.EnumerateArray().Select(element => NumberValue.Parse(element.GetString()!))),
            "BS" => new BinarySet(content.EnumerateArray().Select(ReadBinary)),
            var unknown => throw new JsonException($"'{unknown}' is not a type of DynamoDB's."),
        };
    }

    private static BinaryValue ReadBinary(JsonElement content) => new(content.GetBytesFromBase64());
}

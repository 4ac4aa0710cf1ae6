using System.Text.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Testing;

/// <summary>Items as documents show them, in DynamoDB's own JSON: <c>{"pk":{"S":"USER#a"},"sk":{"S":"CONTEXT"},"ttl":{"N":"1"}}</c>.</summary>
public static class DynamoDbJson
{
    /// <summary>An item of a table with the keys <c>pk</c> and <c>sk</c>.</summary>
    public static Item Read(string json) => Read(KeySchema.Default, json);

    /// <summary>An item of a table with other keys.</summary>
    public static Item Read(KeySchema schema, string json)
    {
        using var document = JsonDocument.Parse(json);
        var values = document.RootElement.EnumerateObject().ToDictionary(member => member.Name, ReadValue);
        var key = schema.Key(
            values[schema.Partition].AsString!,
            schema.Sort is null ? "" : values[schema.Sort].AsString!
        );
        return new Item(key, values.Where(pair => !schema.Has(pair.Key)));
    }

    private static AttributeValue ReadValue(JsonProperty member)
    {
        var value = member.Value.EnumerateObject().Single();
        return value.Name switch
        {
            "S" => value.Value.GetString()!,
            "N" => NumberValue.Parse(value.Value.GetString()!),
            "B" => new BinaryValue(value.Value.GetBytesFromBase64()),
            _ => throw new FormatException($"{member.Name} is of type {value.Name}, which no test needs."),
        };
    }
}

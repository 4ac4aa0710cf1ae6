using System.Text.Json.Nodes;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>Items as they are stored, in DynamoDB's own JSON: <c>{"pk":{"S":"USER#a"},"ttl":{"N":"1"}}</c>.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "DynamoDB low-level API", data type descriptors.</remarks>
internal static class StoredItemJson
{
    public static JsonObject Of(Item item)
    {
        var schema = item.Key.Schema;
        var json = new JsonObject { [schema.Partition] = Typed("S", item.Key.Partition) };
        if (schema.Sort is { } sort)
            json[sort] = Typed("S", item.Key.Sort);
        foreach (var (name, value) in item.Attributes)
            json[name] = Of(value);
        return json;
    }

    private static JsonObject Of(AttributeValue value) =>
        value switch
        {
            StringValue text => Typed("S", text.Text),
            NumberValue number => Typed("N", number.Text),
            BinaryValue binary => Typed("B", Base64(binary)),
            BooleanValue truth => Typed("BOOL", truth.AsBoolean),
            NullValue => Typed("NULL", true),
            ListValue list => Typed("L", new JsonArray([.. list.Elements.Select(Of)])),
            MapValue map => Typed(
                "M",
                new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Of(entry.Value))))
            ),
            StringSet set => Typed("SS", Array(set.Elements)),
            NumberSet set => Typed("NS", Array(set.Elements.Select(number => number.Text))),
            BinarySet set => Typed("BS", Array(set.Elements.Select(Base64))),
            _ => throw new System.Diagnostics.UnreachableException($"{value.GetType().Name} is no type of DynamoDB's."),
        };

    private static JsonObject Typed(string type, JsonNode? content) => new() { [type] = content };

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static string Base64(BinaryValue binary) => Convert.ToBase64String(binary.Bytes.Span);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Records;

/// <summary>JSON as attribute values, and back. Bytes and sets have no place in JSON: they become base64 text, and arrays.</summary>
internal static class JsonValues
{
    public static AttributeValue ToAttribute(JsonNode? node) =>
        node switch
        {
            null => NullValue.Instance,
            JsonObject members => new MapValue(
                members.ToDictionary(member => member.Key, member => ToAttribute(member.Value), StringComparer.Ordinal)
            ),
            JsonArray elements => new ListValue([.. elements.Select(ToAttribute)]),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True => AttributeValue.From(true),
                JsonValueKind.False => AttributeValue.From(false),
                JsonValueKind.Number => NumberValue.Parse(node.ToJsonString()),
                _ => AttributeValue.From(node.GetValue<string>()),
            },
        };

    public static JsonNode? ToNode(AttributeValue value) =>
        value switch
        {
            StringValue text => JsonValue.Create(text.Text),
            NumberValue number => NumberOf(number),
            BooleanValue truth => JsonValue.Create(truth.Value),
            BinaryValue binary => JsonValue.Create(Convert.ToBase64String(binary.Bytes.Span)),
            ListValue list => new JsonArray([.. list.Elements.Select(ToNode)]),
            MapValue map => new JsonObject(
                map.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToNode(entry.Value)))
            ),
            StringSet set => new JsonArray([.. set.Elements.Select(element => (JsonNode)JsonValue.Create(element))]),
            NumberSet set => new JsonArray([.. set.Elements.Select(NumberOf)]),
            BinarySet set => new JsonArray([.. set.Elements.Select(element => ToNode(element))]),
            _ => null,
        };

    // As its digits, so that none is lost on the way through a double.
    private static JsonNode NumberOf(NumberValue number) => JsonNode.Parse(number.Text)!;
}

using System.Text.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.State;

/// <summary>Items as DynamoDB's JSON shows them, of strings and numbers: all that agents write.</summary>
internal static class DynamoDbJson
{
    public static Item Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var values = document.RootElement.EnumerateObject().ToDictionary(member => member.Name, Value);
        var key = KeySchema.Default.Key(values["pk"].AsString!, values["sk"].AsString!);
        return new Item(key, values.Where(pair => !key.Schema.Has(pair.Key)));
    }

    private static AttributeValue Value(JsonProperty member)
    {
        var value = member.Value.EnumerateObject().Single();
        return value.Name switch
        {
            "S" => value.Value.GetString()!,
            "N" => NumberValue.Parse(value.Value.GetString()!),
            _ => throw new FormatException(value.Name),
        };
    }
}

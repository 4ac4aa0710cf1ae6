using LoopWorker.Tables.Values;
using SdkValue = Amazon.DynamoDBv2.Model.AttributeValue;

namespace LoopWorker.Tables.DynamoDb.Values;

/// <summary>Items and keys as the SDK has them, there and back.</summary>
internal static class ItemConversion
{
    public static Dictionary<string, SdkValue> ToSdk(Item item)
    {
        var attributes = ToSdk(item.Key, item.Count);
        foreach (var (name, value) in item.Attributes)
            attributes.Add(name, AttributeValueConversion.ToSdk(value));
        return attributes;
    }

    public static Dictionary<string, SdkValue> ToSdk(ItemKey key) => ToSdk(key, others: 0);

    /// <summary>The item; null if there are no attributes, which is how the SDK says that there is none.</summary>
    public static Item? FromSdk(Dictionary<string, SdkValue>? attributes, KeySchema schema) =>
        KeyFromSdk(attributes, schema) is not { } key
            ? null
            : new Item(
                key,
                attributes!
                    .Where(pair => !schema.Has(pair.Key))
                    .Select(pair => KeyValuePair.Create(pair.Key, AttributeValueConversion.FromSdk(pair.Value)))
            );

    /// <summary>The table's key among the attributes; null if there are none.</summary>
    public static ItemKey? KeyFromSdk(Dictionary<string, SdkValue>? attributes, KeySchema schema) =>
        attributes is null or { Count: 0 }
            ? null
            : schema.Key(attributes[schema.Partition].S, schema.Sort is { } sort ? attributes[sort].S : "");

    private static Dictionary<string, SdkValue> ToSdk(ItemKey key, int others)
    {
        var attributes = new Dictionary<string, SdkValue>(others + 2, StringComparer.Ordinal)
        {
            [key.Schema.Partition] = new() { S = key.Partition },
        };
        if (key.Schema.Sort is { } sort)
            attributes.Add(sort, new SdkValue { S = key.Sort });
        return attributes;
    }
}

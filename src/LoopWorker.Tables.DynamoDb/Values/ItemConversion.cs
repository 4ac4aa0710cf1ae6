using LoopWorker.Tables.Values;
using SdkValue = Amazon.DynamoDBv2.Model.AttributeValue;

namespace LoopWorker.Tables.DynamoDb.Values;

/// <summary>Items and keys as the SDK has them, there and back.</summary>
internal static class ItemConversion
{
    public static Dictionary<string, SdkValue> ToSdk(Item item)
    {
        var attributes = new Dictionary<string, SdkValue>(item.Count + 2, StringComparer.Ordinal)
        {
            [ItemKey.PartitionAttribute] = new() { S = item.Key.Partition },
            [ItemKey.SortAttribute] = new() { S = item.Key.Sort },
        };
        foreach (var (name, value) in item.Attributes)
            attributes.Add(name, AttributeValueConversion.ToSdk(value));
        return attributes;
    }

    public static Dictionary<string, SdkValue> ToSdk(ItemKey key) =>
        new(2, StringComparer.Ordinal)
        {
            [ItemKey.PartitionAttribute] = new() { S = key.Partition },
            [ItemKey.SortAttribute] = new() { S = key.Sort },
        };

    /// <summary>The item; null if there are no attributes, which is how the SDK says that there is none.</summary>
    public static Item? FromSdk(Dictionary<string, SdkValue>? attributes) =>
        KeyFromSdk(attributes) is not { } key
            ? null
            : new Item(
                key,
                attributes!
                    .Where(pair => pair.Key is not (ItemKey.PartitionAttribute or ItemKey.SortAttribute))
                    .Select(pair => KeyValuePair.Create(pair.Key, AttributeValueConversion.FromSdk(pair.Value)))
            );

    /// <summary>The table's key among the attributes; null if there are none.</summary>
    public static ItemKey? KeyFromSdk(Dictionary<string, SdkValue>? attributes) =>
        attributes is null or { Count: 0 }
            ? null
            : new ItemKey(attributes[ItemKey.PartitionAttribute].S, attributes[ItemKey.SortAttribute].S);
}

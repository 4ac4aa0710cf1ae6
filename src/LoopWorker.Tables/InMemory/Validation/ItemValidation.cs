using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for items that are to be stored.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB": items, attributes, nesting.</remarks>
internal static class ItemValidation
{
    private const int AttributeNameBytes = 65535;
    private const int NestingLevels = 32;

    /// <summary>What is wrong with the item; null if it can be stored.</summary>
    public static string? Fault(Item item, TableDefinition definition)
    {
        if (item.Size > TableLimits.ItemBytes)
            return $"Item size has exceeded the maximum allowed size: it has {item.Size} bytes of {TableLimits.ItemBytes}";
        foreach (var (name, value) in item.Attributes)
        {
            if (NameFault(name) is { } fault)
                return fault;
            if (value is ListValue or MapValue && !IsNestedWithin(value, NestingLevels))
                return $"Nesting Levels have exceeded supported limits: the attribute '{name}' is nested more than {NestingLevels} levels deep";
        }
        for (var i = 0; i < definition.Indexes.Count; i++)
            if (IndexFault(item, definition.Indexes[i]) is { } fault)
                return fault;
        return null;
    }

    /// <summary>What is wrong with the name of an attribute; null if nothing is.</summary>
    public static string? NameFault(string name) =>
        name.Length == 0 ? "Attribute name must not be empty"
        : name.Length * 3 > AttributeNameBytes && ItemSize.OfName(name) > AttributeNameBytes
            ? $"Attribute name is too large, must be {AttributeNameBytes} bytes or less: one has {name.Length} characters"
        : null;

    private static string? IndexFault(Item item, IndexDefinition index)
    {
        const string Invalid = "One or more parameter values were invalid";
        return item[index.HashAttribute] switch
        {
            null => null,
            StringValue { Text: "" } =>
                $"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: {index.Name}, IndexKey: {index.HashAttribute}",
            StringValue { Text: var text } => text.Length * 3 > TableLimits.PartitionKeyBytes
            && ItemSize.OfName(text) > TableLimits.PartitionKeyBytes
                ? $"{Invalid}: Size of hashkey has exceeded the maximum size limit of {TableLimits.PartitionKeyBytes} bytes: '{index.HashAttribute}' of {index.Name}"
                : null,
            var other =>
                $"{Invalid}: Type mismatch for Index Key {index.HashAttribute} Expected: S Actual: {TypeName.Of(other)} IndexName: {index.Name}",
        };
    }

    private static bool IsNestedWithin(AttributeValue value, int levels) =>
        value switch
        {
            ListValue list => levels > 0 && list.Elements.All(element => IsNestedWithin(element, levels - 1)),
            MapValue map => levels > 0 && map.Entries.Values.All(element => IsNestedWithin(element, levels - 1)),
            _ => true,
        };
}

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
    public static string? Fault(Item item)
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
        return null;
    }

    /// <summary>What is wrong with the name of an attribute; null if nothing is.</summary>
    public static string? NameFault(string name) =>
        name.Length == 0 ? "Attribute name must not be empty"
        : name.Length * 3 > AttributeNameBytes && ItemSize.OfName(name) > AttributeNameBytes
            ? $"Attribute name is too large, must be {AttributeNameBytes} bytes or less: one has {name.Length} characters"
        : null;

    // The innermost value is a level too.
    private static bool IsNestedWithin(AttributeValue value, int levels) =>
        levels > 0
        && value switch
        {
            ListValue list => list.Elements.All(element => IsNestedWithin(element, levels - 1)),
            MapValue map => map.Entries.Values.All(element => IsNestedWithin(element, levels - 1)),
            _ => true,
        };
}

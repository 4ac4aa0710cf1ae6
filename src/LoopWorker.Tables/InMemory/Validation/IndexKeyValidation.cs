using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for attributes that are keys of an index: strings as good as any other key, or absent.</summary>
internal static class IndexKeyValidation
{
    /// <summary>What keeps the item out of the table's indexes; null if nothing does.</summary>
    public static string? Fault(Item item, TableDefinition definition)
    {
        for (var i = 0; i < definition.Indexes.Count; i++)
            if (IndexFault(item, definition.Indexes[i]) is { } fault)
                return fault;
        return null;
    }

    private const string Invalid = "One or more parameter values were invalid";

    private static string? IndexFault(Item item, IndexDefinition index) =>
        HashFault(item, index)
        ?? (
            index.SortAttribute is { } sort && item[sort] is { } other and not NumberValue
                ? $"{Invalid}: Type mismatch for Index Key {sort} Expected: N Actual: {TypeName.Of(other)} IndexName: {index.Name}"
                : null
        );

    private static string? HashFault(Item item, IndexDefinition index)
    {
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
}

using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for keys.</summary>
internal static class KeyValidation
{
    public static void Require(ItemKey key, KeySchema schema)
    {
        if (key.Schema != schema || (schema.Sort is null && key.Sort.Length > 0))
            throw Refusal.Of(
                $"The provided key element does not match the schema: the key of the table is made of {string.Join(" and ", schema.Attributes)}"
            );
        RequirePartition(key.Partition, schema);
        if (schema.Sort is not null)
            RequireSort(key.Sort, schema);
    }

    public static void RequirePartition(string? partition, KeySchema schema) =>
        Require(partition, schema.Partition, "Size of hashkey", TableLimits.PartitionKeyBytes);

    /// <summary>A sort key, or the beginning of some.</summary>
    public static void RequireSort(string? sort, KeySchema schema)
    {
        if (schema.Sort is null)
            throw Refusal.Of("Query key condition not supported: the table has no sort keys");
        Require(sort, schema.Sort, "Aggregated size of all range keys", TableLimits.SortKeyBytes);
    }

    /// <summary>Refuses keys that occur twice.</summary>
    public static void RequireDistinct<T>(IReadOnlyList<T> entries, Func<T, ItemKey> keyOf, string message)
    {
        var seen = new HashSet<ItemKey>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
            if (!seen.Add(keyOf(entries[i])))
                throw Refusal.Of($"{message} (entry {i} repeats a key)");
    }

    private static void Require(string? value, string attribute, string subject, int maximum)
    {
        if (string.IsNullOrEmpty(value))
            throw Refusal.Of(
                $"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: {attribute}"
            );
        // A UTF-16 unit becomes three bytes at most, so most keys need no counting.
        if (value.Length * 3 > maximum && ItemSize.OfName(value) is var bytes && bytes > maximum)
            throw Refusal.OfValue(
                $"{subject} has exceeded the maximum size limit of {maximum} bytes: '{attribute}' has {bytes}"
            );
    }
}

using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for keys.</summary>
internal static class KeyValidation
{
    public static void Require(ItemKey key)
    {
        RequirePartition(key.Partition);
        RequireSort(key.Sort);
    }

    public static void RequirePartition(string? partition) =>
        Require(partition, ItemKey.PartitionAttribute, "Size of hashkey", TableLimits.PartitionKeyBytes);

    public static void RequireSort(string? sort) =>
        Require(sort, ItemKey.SortAttribute, "Aggregated size of all range keys", TableLimits.SortKeyBytes);

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

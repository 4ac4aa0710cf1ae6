using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for reads.</summary>
internal static class ReadValidation
{
    public static void Require(IReadOnlyList<ItemKey> keys, KeySchema schema)
    {
        if (keys.Count > TableLimits.BatchGetKeys)
            throw Refusal.Of(
                $"Too many items requested for the BatchGetItem call: {keys.Count} keys, at most {TableLimits.BatchGetKeys}: split them"
            );
        Refusal.UnlessCount(keys.Count, TableLimits.BatchGetKeys, "requestItems.keys");
        for (var i = 0; i < keys.Count; i++)
            KeyValidation.Require(keys[i], schema);
        KeyValidation.RequireDistinct(keys, static key => key, "Provided list of item keys contains duplicates");
    }

    public static void Require(Query query, KeySchema schema)
    {
        KeyValidation.RequirePartition(query.Partition, schema);
        if (query.SortPrefix is not null)
            KeyValidation.RequireSort(query.SortPrefix, schema);
        RequireLimit(query.Limit);
        RequireStart(query.After, schema);
        if (query.After is not { } after)
            return;
        if (after.Partition != query.Partition)
            throw Refusal.Of(
                "The provided starting key is outside query boundaries based on provided conditions: After has another partition key"
            );
        if (query.SortPrefix is not null && !after.Sort.StartsWith(query.SortPrefix, StringComparison.Ordinal))
            throw Refusal.Of(
                "The provided starting key does not match the range key predicate: After does not begin with SortPrefix"
            );
    }

    public static void Require(IndexQuery query, TableDefinition definition)
    {
        if (definition.Indexes.All(index => index.Name != query.Index))
            throw Refusal.Of($"The table does not have the specified index: {query.Index}");
        if (string.IsNullOrEmpty(query.Value))
            throw Refusal.Of(
                $"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: {query.Index}"
            );
        RequireLimit(query.Limit);
        RequireStart(query.After, definition.Keys);
    }

    public static void Require(Scan scan, KeySchema schema)
    {
        RequireLimit(scan.Limit);
        RequireStart(scan.After, schema);
    }

    private static void RequireLimit(int? limit)
    {
        if (limit < 1)
            throw Refusal.Of(
                $"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
            );
    }

    private static void RequireStart(ItemKey? after, KeySchema schema)
    {
        if (after is { } key)
            KeyValidation.Require(key, schema);
    }
}

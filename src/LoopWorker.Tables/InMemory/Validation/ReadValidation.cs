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
        if (definition.Indexes.FirstOrDefault(index => index.Name == query.Index) is not { } index)
            throw Refusal.Of($"The table does not have the specified index: {query.Index}");
        if (index.SortAttribute is null && (query.From ?? query.To) is not null)
            throw Refusal.Of(
                $"Query condition missed key schema element: {query.Index} has no sort attribute for From and To"
            );
        if (query.From > query.To)
            throw Refusal.Of(
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound: From is more than To"
            );
        if (query.After is not null && index.SortAttribute is null != query.AfterSort is null)
            throw Refusal.Of("The provided starting key is invalid: After and AfterSort are of one page of this index");
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

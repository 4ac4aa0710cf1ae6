using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.DynamoDb.Expressions;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using SdkValue = Amazon.DynamoDBv2.Model.AttributeValue;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>Reads as the SDK's requests.</summary>
internal static class ReadRequests
{
    public static GetItemRequest Get(string table, ItemKey key, Consistency consistency) =>
        new()
        {
            TableName = table,
            Key = ItemConversion.ToSdk(key),
            ConsistentRead = consistency == Consistency.Strong,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };

    public static QueryRequest Query(string table, KeySchema schema, Query query)
    {
        var placeholders = new Placeholders(schema);
        var condition = $"{placeholders.PartitionName()} = {placeholders.Value(query.Partition)}";
        if (query.SortPrefix is { } prefix)
            condition += $" AND begins_with({placeholders.Name(SortOf(schema))}, {placeholders.Value(prefix)})";
        return new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = condition,
            ExpressionAttributeNames = placeholders.Names,
            ExpressionAttributeValues = placeholders.Values,
            ScanIndexForward = !query.Descending,
            Limit = query.Limit,
            ExclusiveStartKey = StartOf(query.After),
            ConsistentRead = query.Consistency == Consistency.Strong,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
    }

    public static QueryRequest Query(string table, KeySchema schema, IndexQuery query, IndexKey key)
    {
        var placeholders = new Placeholders(schema);
        var condition = $"{placeholders.Name(key.Hash)} = {placeholders.Value(query.Value)}";
        if ((query.From ?? query.To) is not null)
            condition += $" AND {SortCondition(query, SortOf(key), placeholders)}";
        var start = StartOf(query.After);
        start?.Add(key.Hash, new SdkValue { S = query.Value });
        if (query.AfterSort is { } sort)
            start?.Add(SortOf(key), AttributeValueConversion.ToSdk(sort));
        return new QueryRequest
        {
            TableName = table,
            IndexName = query.Index,
            KeyConditionExpression = condition,
            ExpressionAttributeNames = placeholders.Names,
            ExpressionAttributeValues = placeholders.Values,
            ScanIndexForward = !query.Descending,
            Limit = query.Limit,
            ExclusiveStartKey = start,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
    }

    public static ScanRequest Scan(string table, Scan scan) =>
        new()
        {
            TableName = table,
            Limit = scan.Limit,
            ExclusiveStartKey = StartOf(scan.After),
            ConsistentRead = scan.Consistency == Consistency.Strong,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };

    /// <summary>The page that an answer is.</summary>
    public static Page PageOf(
        KeySchema schema,
        List<Dictionary<string, SdkValue>>? items,
        Dictionary<string, SdkValue>? next,
        Amazon.DynamoDBv2.Model.ConsumedCapacity? capacity,
        string? indexSort = null
    ) =>
        new(
            items is null ? [] : [.. items.Select(item => ItemConversion.FromSdk(item, schema)!)],
            ItemConversion.KeyFromSdk(next, schema),
            CapacityReading.OfRead(capacity)
        )
        {
            NextSort =
                indexSort is not null && next?.GetValueOrDefault(indexSort) is { } sort
                    ? AttributeValueConversion.FromSdk(sort) as NumberValue
                    : null,
        };

    private static string SortOf(KeySchema schema) =>
        schema.Sort
        ?? throw new TableException(TableErrors.Validation, "The table has no sort keys, so none of them has a prefix");

    private static string SortOf(IndexKey key) =>
        key.Sort
        ?? throw new TableException(
            TableErrors.Validation,
            "Query condition missed key schema element: the index has no sort attribute for From, To and AfterSort"
        );

    private static string SortCondition(IndexQuery query, string sort, Placeholders placeholders) =>
        (query.From, query.To) switch
        {
            ({ } from, { } to) =>
                $"{placeholders.Name(sort)} BETWEEN {placeholders.Value(from)} AND {placeholders.Value(to)}",
            ({ } from, null) => $"{placeholders.Name(sort)} >= {placeholders.Value(from)}",
            (_, { } to) => $"{placeholders.Name(sort)} <= {placeholders.Value(to)}",
            _ => throw new ArgumentException("The query has no range.", nameof(query)),
        };

    private static Dictionary<string, SdkValue>? StartOf(ItemKey? after) =>
        after is { } key ? ItemConversion.ToSdk(key) : null;
}

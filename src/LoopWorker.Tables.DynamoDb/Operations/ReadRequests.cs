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

    public static QueryRequest Query(string table, KeySchema schema, IndexQuery query, string hashAttribute)
    {
        var placeholders = new Placeholders(schema);
        var start = StartOf(query.After);
        start?.Add(hashAttribute, new SdkValue { S = query.Value });
        return new QueryRequest
        {
            TableName = table,
            IndexName = query.Index,
            KeyConditionExpression = $"{placeholders.Name(hashAttribute)} = {placeholders.Value(query.Value)}",
            ExpressionAttributeNames = placeholders.Names,
            ExpressionAttributeValues = placeholders.Values,
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
        Amazon.DynamoDBv2.Model.ConsumedCapacity? capacity
    ) =>
        new(
            items is null ? [] : [.. items.Select(item => ItemConversion.FromSdk(item, schema)!)],
            ItemConversion.KeyFromSdk(next, schema),
            CapacityReading.OfRead(capacity)
        );

    private static string SortOf(KeySchema schema) =>
        schema.Sort
        ?? throw new TableException(TableErrors.Validation, "The table has no sort keys, so none of them has a prefix");

    private static Dictionary<string, SdkValue>? StartOf(ItemKey? after) =>
        after is { } key ? ItemConversion.ToSdk(key) : null;
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using ConsumedCapacity = LoopWorker.Tables.Capacity.ConsumedCapacity;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>BatchGetItem until every key is processed. An answer holds 16 MB at most, so keys are left over without throttling too.</summary>
internal sealed class BatchGet(IAmazonDynamoDB client, string table, RepeatedRounds rounds)
{
    public async Task<BatchGetResult> RunAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<ItemKey, Item>(keys.Count);
        var capacity = default(ConsumedCapacity);
        var left = new KeysAndAttributes
        {
            Keys = [.. keys.Select(ItemConversion.ToSdk)],
            ConsistentRead = consistency == Consistency.Strong,
        };
        await rounds.RunAsync(SendAsync, cancellation);
        return new BatchGetResult(found, capacity);

        async Task<int> SendAsync()
        {
            var answer = await client.BatchGetItemAsync(
                new BatchGetItemRequest
                {
                    RequestItems = new() { [table] = left },
                    ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
                },
                cancellation
            );
            capacity += CapacityReading.OfReads(answer.ConsumedCapacity);
            foreach (var attributes in answer.Responses?.GetValueOrDefault(table) ?? [])
                if (ItemConversion.FromSdk(attributes) is { } item)
                    found[item.Key] = item;
            left = answer.UnprocessedKeys?.GetValueOrDefault(table);
            return left?.Keys?.Count ?? 0;
        }
    }
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using ConsumedCapacity = LoopWorker.Tables.Capacity.ConsumedCapacity;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>
/// BatchGetItem until every key is processed, or some are left that nothing is read of for a while. An answer holds 16 MB at most, so keys are left
/// over without throttling too.
/// </summary>
internal sealed class BatchGet(IAmazonDynamoDB client, string table, KeySchema schema, RepeatedRounds rounds)
{
    // So many answers hold 100 items of 400 KB, with one to spare; the pauses between them are 350 ms at most.
    private const int Rounds = 4;

    /// <exception cref="TableException"><see cref="TableErrors.Throttled"/> if nothing was processed.</exception>
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
        var unprocessed = await rounds.TryRunAsync(SendAsync, Rounds, cancellation);
        if (unprocessed == keys.Count)
            throw RepeatedRounds.StillUnprocessed(unprocessed, Rounds);
        return new BatchGetResult(found, capacity)
        {
            Unprocessed =
                unprocessed == 0 ? [] : [.. left!.Keys.Select(key => ItemConversion.KeyFromSdk(key, schema)!.Value)],
        };

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
                if (ItemConversion.FromSdk(attributes, schema) is { } item)
                    found[item.Key] = item;
            left = answer.UnprocessedKeys?.GetValueOrDefault(table);
            return left?.Keys?.Count ?? 0;
        }
    }
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using ConsumedCapacity = LoopWorker.Tables.Capacity.ConsumedCapacity;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>BatchWriteItem until every write is processed.</summary>
internal sealed class BatchWrite(IAmazonDynamoDB client, string table, RepeatedRounds rounds)
{
    public async Task<BatchWriteResult> RunAsync(IReadOnlyList<Write> writes, CancellationToken cancellation)
    {
        RequestValidation.RequireBatch(writes);
        var capacity = default(ConsumedCapacity);
        List<WriteRequest> left = [.. writes.Select(Of)];
        await rounds.RunAsync(SendAsync, cancellation);
        return new BatchWriteResult(capacity);

        async Task<int> SendAsync()
        {
            var answer = await client.BatchWriteItemAsync(
                new BatchWriteItemRequest
                {
                    RequestItems = new() { [table] = left },
                    ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
                },
                cancellation
            );
            capacity += CapacityReading.OfWrites(answer.ConsumedCapacity);
            left = answer.UnprocessedItems?.GetValueOrDefault(table) ?? [];
            return left.Count;
        }
    }

    private static WriteRequest Of(Write write) =>
        write is Requests.Put put
            ? new WriteRequest { PutRequest = new PutRequest { Item = ItemConversion.ToSdk(put.Item) } }
            : new WriteRequest { DeleteRequest = new DeleteRequest { Key = ItemConversion.ToSdk(write.Key) } };
}

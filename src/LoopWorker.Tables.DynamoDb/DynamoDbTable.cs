using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Aws.Calls;
using LoopWorker.Tables.DynamoDb.Errors;
using LoopWorker.Tables.DynamoDb.Failures;
using LoopWorker.Tables.DynamoDb.Operations;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using Delete = LoopWorker.Tables.Requests.Delete;
using Put = LoopWorker.Tables.Requests.Put;
using Update = LoopWorker.Tables.Requests.Update;

namespace LoopWorker.Tables.DynamoDb;

/// <summary>A table in DynamoDB, as <see cref="DynamoDbTableService.Open"/> gives it.</summary>
/// <remarks>
/// Requests that fail for passing reasons are tried again by the SDK alone. A conditional write whose answer was lost is so
/// sent twice, and its second attempt may find the first one's item: compare <see cref="WriteResult.Stored"/> where that
/// matters, or use a transaction, whose token makes a repeat harmless.
/// </remarks>
internal sealed class DynamoDbTable : ITable
{
    private readonly KeySchema _keys;
    private readonly IAmazonDynamoDB _client;
    private readonly CallRunner _calls;
    private readonly BatchGet _batchGet;
    private readonly BatchWrite _batchWrite;
    private readonly BatchInsert _batchInsert;
    private readonly IndexKeys _indexes;

    internal DynamoDbTable(
        string name,
        KeySchema keys,
        IAmazonDynamoDB client,
        CallRunner calls,
        RepeatedRounds rounds,
        ErrorMessages messages
    )
    {
        Name = name;
        _keys = keys;
        _client = client;
        _calls = calls;
        _batchGet = new BatchGet(client, name, keys, rounds);
        _batchWrite = new BatchWrite(client, name, rounds);
        _batchInsert = new BatchInsert(client, name, keys, _batchGet, rounds, messages);
        _indexes = new IndexKeys(client, name);
    }

    public string Name { get; }

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        _calls.RunAsync(
            TableOperations.GetItem,
            async token =>
            {
                var answer = await _client.GetItemAsync(ReadRequests.Get(Name, key, consistency), token);
                return new GetResult(
                    ItemConversion.FromSdk(answer.Item, _keys),
                    CapacityReading.OfRead(answer.ConsumedCapacity)
                );
            },
            cancellation
        );

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) =>
        _calls.RunAsync(
            TableOperations.BatchGetItem,
            token => _batchGet.RunAsync(keys, consistency, token),
            cancellation
        );

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        WriteAsync(
            TableOperations.PutItem,
            async token =>
            {
                var answer = await _client.PutItemAsync(WriteRequests.Put(Name, put), token);
                return Succeeded(updated: null, answer.ConsumedCapacity);
            },
            cancellation
        );

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        WriteAsync(
            TableOperations.UpdateItem,
            async token =>
            {
                var answer = await _client.UpdateItemAsync(WriteRequests.Update(Name, update), token);
                return Succeeded(ItemConversion.FromSdk(answer.Attributes, _keys), answer.ConsumedCapacity);
            },
            cancellation
        );

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        WriteAsync(
            TableOperations.DeleteItem,
            async token =>
            {
                var answer = await _client.DeleteItemAsync(WriteRequests.Delete(Name, delete), token);
                return Succeeded(updated: null, answer.ConsumedCapacity);
            },
            cancellation
        );

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        _calls.RunAsync(
            TableOperations.Query,
            token => QueryAsync(ReadRequests.Query(Name, _keys, query), indexSort: null, token),
            cancellation
        );

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        _calls.RunAsync(
            TableOperations.Query,
            async token =>
            {
                var key = await _indexes.FindAsync(query.Index, token);
                return await QueryAsync(ReadRequests.Query(Name, _keys, query, key), key.Sort, token);
            },
            cancellation
        );

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        _calls.RunAsync(
            TableOperations.Scan,
            async token =>
            {
                var answer = await _client.ScanAsync(ReadRequests.Scan(Name, scan), token);
                return ReadRequests.PageOf(_keys, answer.Items, answer.LastEvaluatedKey, answer.ConsumedCapacity);
            },
            cancellation
        );

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        _calls.RunAsync(TableOperations.BatchWriteItem, token => _batchWrite.RunAsync(writes, token), cancellation);

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        _calls.RunAsync(
            TableOperations.BatchExecuteStatement,
            token => _batchInsert.RunAsync(items, token),
            cancellation
        );

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) =>
        _calls.RunAsync(
            TableOperations.TransactWriteItems,
            async token =>
            {
                RequestValidation.RequireTransaction(writes, idempotencyToken);
                var request = TransactionRequests.Of(Name, writes, idempotencyToken);
                var expectation = FailureCapture.Expect(_keys);
                var answer = await _client.TransactWriteItemsAsync(request, token);
                return expectation.Failure is { Reasons: var reasons }
                    ? new TransactionResult(reasons, FailureCapacity.OfCancelled(writes, reasons))
                    : new TransactionResult([], CapacityReading.OfTransaction(answer.ConsumedCapacity));
            },
            cancellation
        );

    private async Task<Page> QueryAsync(QueryRequest request, string? indexSort, CancellationToken cancellation)
    {
        var answer = await _client.QueryAsync(request, cancellation);
        return ReadRequests.PageOf(_keys, answer.Items, answer.LastEvaluatedKey, answer.ConsumedCapacity, indexSort);
    }

    private Task<WriteResult> WriteAsync(
        string operation,
        Func<CancellationToken, Task<WriteResult>> write,
        CancellationToken cancellation
    ) =>
        _calls.RunAsync(
            operation,
            async token =>
            {
                var expectation = FailureCapture.Expect(_keys);
                var succeeded = await write(token);
                return expectation.Failure is { Stored: var stored }
                    ? new WriteResult(false, stored, Updated: null, FailureCapacity.OfFailedCondition(stored))
                    : succeeded;
            },
            cancellation
        );

    private static WriteResult Succeeded(Item? updated, ConsumedCapacity? capacity) =>
        new(true, Stored: null, updated, CapacityReading.OfWrite(capacity));
}

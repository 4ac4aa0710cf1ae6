using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LoopWorker.Tables.DynamoDb.Errors;
using LoopWorker.Tables.DynamoDb.Expressions;
using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using ConsumedCapacity = LoopWorker.Tables.Capacity.ConsumedCapacity;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>
/// Conditional puts in a batch: PartiQL inserts, which alone can be batched with a condition. Throttled ones go again.
/// </summary>
/// <remarks>
/// An answer that is lost on the way leads to a second request, which finds what the first one put: a
/// <see cref="InsertOutcome.Stored"/> that equals the item may be the caller's own.
/// </remarks>
internal sealed class BatchInsert(
    IAmazonDynamoDB client,
    string table,
    KeySchema schema,
    BatchGet batchGet,
    RepeatedRounds rounds,
    ErrorMessages messages
)
{
    private const string Operation = Observing.TableOperations.BatchExecuteStatement;

    /// <exception cref="TableException">
    /// With the error of a statement that can never succeed; others of the batch may have taken place.
    /// </exception>
    public async Task<BatchInsertResult> RunAsync(IReadOnlyList<Item> items, CancellationToken cancellation)
    {
        RequestValidation.RequireInserts(items);
        var outcomes = new InsertOutcome?[items.Count];
        var stated = default(ConsumedCapacity);
        var isStated = false;
        await rounds.RunAsync(SendAsync, cancellation);
        var settled = outcomes.Select(outcome => outcome!).ToList();
        return new BatchInsertResult(settled, isStated ? stated : stated + FailureCapacity.OfInserts(items, settled));

        async Task<int> SendAsync()
        {
            int[] open = [.. Enumerable.Range(0, items.Count).Where(i => outcomes[i] is null)];
            var answer = await client.BatchExecuteStatementAsync(
                new BatchExecuteStatementRequest
                {
                    Statements = [.. open.Select(i => InsertStatement.Of(table, items[i]))],
                    ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
                },
                cancellation
            );
            isStated |= answer.ConsumedCapacity is { Count: > 0 };
            stated += CapacityReading.OfWrites(answer.ConsumedCapacity);
            var unseen = new List<int>();
            for (var i = 0; i < open.Length; i++)
                if (IsDuplicate(answer.Responses[i].Error) && answer.Responses[i].Error.Item is not { Count: > 0 })
                    unseen.Add(open[i]);
                else
                    outcomes[open[i]] = OutcomeOf(answer.Responses[i].Error);
            stated += await LookUpAsync(unseen);
            return outcomes.Count(outcome => outcome is null);
        }

        // Where the error brings no item along, it is read; one that has gone meanwhile is put in the next round.
        async Task<ConsumedCapacity> LookUpAsync(List<int> unseen)
        {
            if (unseen.Count == 0)
                return default;
            var keys = unseen.ConvertAll(i => items[i].Key);
            var found = await batchGet.RunAsync(keys, Consistency.Strong, cancellation);
            foreach (var i in unseen)
                if (found.Items.TryGetValue(items[i].Key, out var stored))
                    outcomes[i] = new InsertOutcome(Inserted: false, stored);
            return found.Capacity;
        }
    }

    private static bool IsDuplicate(BatchStatementError? error) =>
        error?.Code?.Value is "DuplicateItem" or "ConditionalCheckFailed";

    // Null says that the statement may go again.
    private InsertOutcome? OutcomeOf(BatchStatementError? error)
    {
        if (error is null)
            return new InsertOutcome(Inserted: true, Stored: null);
        if (IsDuplicate(error))
            return new InsertOutcome(Inserted: false, ItemConversion.FromSdk(error.Item, schema));
        var code = ErrorCodes.Canonical(error.Code?.Value ?? "");
        var refusal = new TableException(code, messages.Refused(Operation, code, error.Message ?? ""));
        return refusal.IsTransient ? null : throw refusal;
    }
}

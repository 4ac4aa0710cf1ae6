using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables;

/// <summary>
/// One table with string keys, named by a <see cref="Values.KeySchema"/>. Every engine behaves as the contract suite says.
/// </summary>
/// <remarks>
/// Whatever a caller may want to act upon (a failed condition, a cancelled transaction) is a result. What it can only
/// report or try again is a <see cref="TableException"/>. Items past their time to live are returned until the engine
/// gets round to deleting them, which in DynamoDB takes days: whoever cares must look at the attribute.
/// </remarks>
public interface ITable
{
    string Name { get; }

    Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation);

    /// <summary>
    /// Reads up to <see cref="TableLimits.BatchGetKeys"/> distinct items; the order does not matter. Some may be left unprocessed, never all.
    /// </summary>
    Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    );

    Task<WriteResult> PutAsync(Put put, CancellationToken cancellation);

    Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation);

    Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation);

    Task<Page> QueryAsync(Query query, CancellationToken cancellation);

    Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation);

    Task<Page> ScanAsync(Scan scan, CancellationToken cancellation);

    /// <summary>
    /// Carries out up to <see cref="TableLimits.BatchWrites"/> puts and deletes of distinct items, none with a condition.
    /// Not atomic: when it throws, some of them may have taken place.
    /// </summary>
    Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation);

    /// <summary>
    /// Puts up to <see cref="TableLimits.BatchWrites"/> distinct items, each on the condition that none is there, and
    /// says of each what became of it. Not atomic.
    /// </summary>
    Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation);

    /// <summary>Carries out up to <see cref="TableLimits.TransactionWrites"/> writes of distinct items, all or none.</summary>
    /// <param name="writes">What to write.</param>
    /// <param name="idempotencyToken">
    /// 1 to 36 characters. The same token with the same writes within ten minutes takes effect once; with other writes it
    /// is refused (<see cref="TableErrors.IdempotentParameterMismatch"/>).
    /// </param>
    /// <param name="cancellation">Stops waiting; whether the transaction took place is then not known.</param>
    Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    );
}

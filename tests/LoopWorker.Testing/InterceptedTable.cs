using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Testing;

/// <summary>
/// A table whose every call passes through one method. A double with a state of its own derives from it; a test that changes
/// one call says so with <see cref="TableInterception"/>.
/// </summary>
public abstract class InterceptedTable(ITable table) : ITable
{
    public string Name => table.Name;

    /// <summary>Answers the call, mostly by making it: <c>call.MakeAsync(next)</c>.</summary>
    protected abstract Task<T> CallAsync<T>(TableCall<T> call, ITable next);

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        CallAsync(new TableCall.Get(key, consistency, cancellation), table);

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => CallAsync(new TableCall.GetMany(keys, consistency, cancellation), table);

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        CallAsync(new TableCall.Put(put, cancellation), table);

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        CallAsync(new TableCall.Update(update, cancellation), table);

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        CallAsync(new TableCall.Delete(delete, cancellation), table);

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        CallAsync(new TableCall.Query(query, cancellation), table);

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        CallAsync(new TableCall.QueryIndex(query, cancellation), table);

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        CallAsync(new TableCall.Scan(scan, cancellation), table);

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        CallAsync(new TableCall.WriteMany(writes, cancellation), table);

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        CallAsync(new TableCall.InsertMany(items, cancellation), table);

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) => CallAsync(new TableCall.Transact(writes, idempotencyToken, cancellation), table);
}

/// <summary>Changes the calls of one kind and passes all others on.</summary>
public static class TableInterception
{
    /// <summary>Does something before each call of a kind (<see cref="TableCall"/> for all); the call fails if that does.</summary>
    public static ITable Before<TCall>(this ITable table, Func<TCall, Task> before)
        where TCall : TableCall => new BeforeCalls<TCall>(table, before);

    /// <summary>Answers the calls of a kind; the table that is given to the answer makes them.</summary>
    public static ITable On<TCall, TResult>(this ITable table, Func<TCall, ITable, Task<TResult>> answer)
        where TCall : TableCall<TResult> => new Answered<TCall, TResult>(table, answer);

    private sealed class BeforeCalls<TCall>(ITable table, Func<TCall, Task> before) : InterceptedTable(table)
        where TCall : TableCall
    {
        protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
        {
            if (call is TCall chosen)
                await before(chosen);
            return await call.MakeAsync(next);
        }
    }

    private sealed class Answered<TCall, TResult>(ITable table, Func<TCall, ITable, Task<TResult>> answer)
        : InterceptedTable(table)
        where TCall : TableCall<TResult>
    {
        // A call of this kind has this result, so the two task types are one.
        protected override Task<T> CallAsync<T>(TableCall<T> call, ITable next) =>
            call is TCall chosen ? (Task<T>)(Task)answer(chosen, next) : call.MakeAsync(next);
    }
}

using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Testing;

/// <summary>A call of a table as a value: each record is one method of <see cref="ITable"/> with its arguments.</summary>
public abstract record TableCall
{
    public sealed record Get(ItemKey Key, Consistency Consistency, CancellationToken Cancellation)
        : TableCall<GetResult>
    {
        public override Task<GetResult> MakeAsync(ITable table) => table.GetAsync(Key, Consistency, Cancellation);
    }

    public sealed record GetMany(IReadOnlyList<ItemKey> Keys, Consistency Consistency, CancellationToken Cancellation)
        : TableCall<BatchGetResult>
    {
        public override Task<BatchGetResult> MakeAsync(ITable table) =>
            table.GetManyAsync(Keys, Consistency, Cancellation);
    }

    public sealed record Put(Tables.Requests.Put Write, CancellationToken Cancellation) : TableCall<WriteResult>
    {
        public override Task<WriteResult> MakeAsync(ITable table) => table.PutAsync(Write, Cancellation);
    }

    public sealed record Update(Tables.Requests.Update Write, CancellationToken Cancellation) : TableCall<WriteResult>
    {
        public override Task<WriteResult> MakeAsync(ITable table) => table.UpdateAsync(Write, Cancellation);
    }

    public sealed record Delete(Tables.Requests.Delete Write, CancellationToken Cancellation) : TableCall<WriteResult>
    {
        public override Task<WriteResult> MakeAsync(ITable table) => table.DeleteAsync(Write, Cancellation);
    }

    public sealed record Query(Tables.Requests.Query Request, CancellationToken Cancellation) : TableCall<Page>
    {
        public override Task<Page> MakeAsync(ITable table) => table.QueryAsync(Request, Cancellation);
    }

    public sealed record QueryIndex(IndexQuery Request, CancellationToken Cancellation) : TableCall<Page>
    {
        public override Task<Page> MakeAsync(ITable table) => table.QueryAsync(Request, Cancellation);
    }

    public sealed record Scan(Tables.Requests.Scan Request, CancellationToken Cancellation) : TableCall<Page>
    {
        public override Task<Page> MakeAsync(ITable table) => table.ScanAsync(Request, Cancellation);
    }

    public sealed record WriteMany(IReadOnlyList<Write> Writes, CancellationToken Cancellation)
        : TableCall<BatchWriteResult>
    {
        public override Task<BatchWriteResult> MakeAsync(ITable table) => table.WriteManyAsync(Writes, Cancellation);
    }

    public sealed record InsertMany(IReadOnlyList<Item> Items, CancellationToken Cancellation)
        : TableCall<BatchInsertResult>
    {
        public override Task<BatchInsertResult> MakeAsync(ITable table) => table.InsertManyAsync(Items, Cancellation);
    }

    public sealed record Transact(IReadOnlyList<Write> Writes, string IdempotencyToken, CancellationToken Cancellation)
        : TableCall<TransactionResult>
    {
        public override Task<TransactionResult> MakeAsync(ITable table) =>
            table.TransactAsync(Writes, IdempotencyToken, Cancellation);
    }
}

/// <summary>A call that is answered by a <typeparamref name="TResult"/>.</summary>
public abstract record TableCall<TResult> : TableCall
{
    public abstract Task<TResult> MakeAsync(ITable table);
}

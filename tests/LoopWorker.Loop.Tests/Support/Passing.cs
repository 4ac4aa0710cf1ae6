using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>Passes every call on; a test overrides the one that is to go wrong.</summary>
internal abstract class PassingQueue(IQueue queue) : IQueue
{
    public string Name => queue.Name;

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) => queue.DescribeAsync(cancellation);

    public virtual Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) => queue.SendAsync(messages, cancellation);

    public virtual Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    ) => queue.ReceiveAsync(request, cancellation);

    public virtual Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) => queue.DeleteAsync(receiptHandles, cancellation);

    public virtual Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => queue.ChangeVisibilityAsync(changes, cancellation);

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) => queue.GetDepthAsync(cancellation);

    public Task PurgeAsync(CancellationToken cancellation) => queue.PurgeAsync(cancellation);
}

/// <summary>Passes every call on; a test overrides the one that is to go wrong.</summary>
internal abstract class PassingTable(ITable table) : ITable
{
    public string Name => table.Name;

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        table.GetAsync(key, consistency, cancellation);

    public virtual Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => table.GetManyAsync(keys, consistency, cancellation);

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) => table.PutAsync(put, cancellation);

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        table.UpdateAsync(update, cancellation);

    public virtual Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        table.DeleteAsync(delete, cancellation);

    public virtual Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        table.QueryAsync(query, cancellation);

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        table.QueryAsync(query, cancellation);

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) => table.ScanAsync(scan, cancellation);

    public virtual Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        table.WriteManyAsync(writes, cancellation);

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        table.InsertManyAsync(items, cancellation);

    public virtual Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) => table.TransactAsync(writes, idempotencyToken, cancellation);
}

/// <summary>A table on which transactions wait until they are let go.</summary>
internal sealed class StuckTable(ITable table) : PassingTable(table)
{
    private readonly TaskCompletionSource _released = new();

    public void Release() => _released.SetResult();

    public override async Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    )
    {
        await _released.Task;
        return await base.TransactAsync(writes, idempotencyToken, cancellation);
    }
}

/// <summary>A table on which no batch of writes succeeds.</summary>
internal sealed class NoBatchWrites(ITable table) : PassingTable(table)
{
    public override Task<BatchWriteResult> WriteManyAsync(
        IReadOnlyList<Write> writes,
        CancellationToken cancellation
    ) => throw new TableException(TableErrors.Throttled, "Throttled by the test.");
}

/// <summary>A table on which the batched gets of the given numbers (from 1) fail.</summary>
internal sealed class FailingGets(ITable table, params int[] failing) : PassingTable(table)
{
    private int _calls;

    public override Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) =>
        failing.Contains(++_calls)
            ? throw new TableException(TableErrors.Throttled, "Throttled by the test.")
            : base.GetManyAsync(keys, consistency, cancellation);
}

using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A process: once it is killed, no call of its begins, and none that is under way is ever answered.</summary>
internal sealed class Life
{
    private bool _isOver;

    public void End() => _isOver = true;

    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await StopIfOverAsync();
        var result = await call();
        await StopIfOverAsync();
        return result;
    }

    private Task StopIfOverAsync() => _isOver ? new TaskCompletionSource().Task : Task.CompletedTask;
}

/// <summary>A process's hold on a queue.</summary>
internal sealed class MortalQueue(IQueue queue, Life life) : IQueue
{
    public string Name => queue.Name;

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) => queue.DescribeAsync(cancellation);

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) => life.CallAsync(() => queue.SendAsync(messages, cancellation));

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellation) =>
        life.CallAsync(() => queue.ReceiveAsync(request, cancellation));

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) => life.CallAsync(() => queue.DeleteAsync(receiptHandles, cancellation));

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => life.CallAsync(() => queue.ChangeVisibilityAsync(changes, cancellation));

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) => queue.GetDepthAsync(cancellation);

    public Task PurgeAsync(CancellationToken cancellation) => queue.PurgeAsync(cancellation);
}

/// <summary>A process's hold on the table.</summary>
internal sealed class MortalTable(ITable table, Life life) : ITable
{
    public string Name => table.Name;

    public Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation) =>
        life.CallAsync(() => table.GetAsync(key, consistency, cancellation));

    public Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    ) => life.CallAsync(() => table.GetManyAsync(keys, consistency, cancellation));

    public Task<WriteResult> PutAsync(Put put, CancellationToken cancellation) =>
        life.CallAsync(() => table.PutAsync(put, cancellation));

    public Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation) =>
        life.CallAsync(() => table.UpdateAsync(update, cancellation));

    public Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation) =>
        life.CallAsync(() => table.DeleteAsync(delete, cancellation));

    public Task<Page> QueryAsync(Query query, CancellationToken cancellation) =>
        life.CallAsync(() => table.QueryAsync(query, cancellation));

    public Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation) =>
        life.CallAsync(() => table.QueryAsync(query, cancellation));

    public Task<Page> ScanAsync(Scan scan, CancellationToken cancellation) =>
        life.CallAsync(() => table.ScanAsync(scan, cancellation));

    public Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        life.CallAsync(() => table.WriteManyAsync(writes, cancellation));

    public Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation) =>
        life.CallAsync(() => table.InsertManyAsync(items, cancellation));

    public Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) => life.CallAsync(() => table.TransactAsync(writes, idempotencyToken, cancellation));
}

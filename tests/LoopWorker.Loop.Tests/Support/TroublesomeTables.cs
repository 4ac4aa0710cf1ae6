using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Support;

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

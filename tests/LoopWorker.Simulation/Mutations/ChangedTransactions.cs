using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>A table whose transactions are other ones, and all else as it is.</summary>
internal sealed class ChangedTransactions(
    ITable table,
    Func<ITable, IReadOnlyList<Write>, string, Task<TransactionResult>> transact
) : PassingTable(table)
{
    private readonly ITable _table = table;

    public override Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    ) => transact(_table, writes, idempotencyToken);
}

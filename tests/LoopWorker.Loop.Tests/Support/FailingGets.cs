using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A table on which the batched gets of the given numbers (from 1) fail.</summary>
internal static class FailingGets
{
    public static ITable Of(ITable table, params int[] failing)
    {
        var calls = 0;
        return table.Before<TableCall.GetMany>(_ =>
            failing.Contains(++calls)
                ? throw new TableException(TableErrors.Throttled, "Throttled by the test.")
                : Task.CompletedTask
        );
    }
}

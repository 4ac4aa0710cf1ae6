using System.Runtime.CompilerServices;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Scanning;

/// <summary>Reads a whole table page by page, for what no key leads to. A page is up to 1 MB; one read unit for each 4 KB.</summary>
internal static class TablePages
{
    /// <summary>The pages, each read when the one before is done with, by reads that see all earlier writes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="after">An item's key to go on behind; null from the beginning.</param>
    /// <param name="cancellation">Stops between pages.</param>
    /// <exception cref="TableException">If the table fails.</exception>
    public static async IAsyncEnumerable<Page> ReadAsync(
        ITable table,
        ItemKey? after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        Page page;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            page = await table.ScanAsync(new Scan(After: after, Consistency: Consistency.Strong), cancellation);
            yield return page;
            after = page.Next;
        } while (after is not null);
    }
}

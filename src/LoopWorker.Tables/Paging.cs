using System.Runtime.CompilerServices;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables;

/// <summary>Reads every page of a query or a scan, not only the first, each when it is needed.</summary>
public static class Paging
{
    public static IAsyncEnumerable<Item> QueryAllAsync(
        this ITable table,
        Query query,
        CancellationToken cancellation = default
    ) => ReadAllAsync(after => table.QueryAsync(query with { After = after }, cancellation), cancellation);

    public static IAsyncEnumerable<Item> ScanAllAsync(
        this ITable table,
        Scan scan,
        CancellationToken cancellation = default
    ) => ReadAllAsync(after => table.ScanAsync(scan with { After = after }, cancellation), cancellation);

    public static async IAsyncEnumerable<Item> QueryAllAsync(
        this ITable table,
        IndexQuery query,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        Page page;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            page = await table.QueryAsync(query, cancellation);
            foreach (var item in page.Items)
                yield return item;
            query = query.Beyond(page);
        } while (page.Next is not null);
    }

    private static async IAsyncEnumerable<Item> ReadAllAsync(
        Func<ItemKey?, Task<Page>> readPage,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        ItemKey? after = null;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await readPage(after);
            foreach (var item in page.Items)
                yield return item;
            after = page.Next;
        } while (after is not null);
    }
}

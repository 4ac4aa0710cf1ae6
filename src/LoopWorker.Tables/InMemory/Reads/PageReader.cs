using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Reads;

/// <summary>Cuts a page off a sequence of items.</summary>
internal static class PageReader
{
    /// <summary>
    /// As many items as the limit and 1 MB allow, at least one if there is one. A page that was filled says that there may
    /// be more even if it took the last item, as DynamoDB's do: callers go on until <see cref="Page.Next"/> is null.
    /// </summary>
    public static Page Read(IEnumerable<Item> items, int? limit, Consistency consistency)
    {
        var page = new List<Item>();
        var bytes = 0L;
        var isFull = false;
        foreach (var item in items)
        {
            isFull = page.Count > 0 && bytes + item.Size > TableLimits.PageBytes;
            if (isFull)
                break;
            page.Add(item);
            bytes += item.Size;
            isFull = page.Count == limit;
            if (isFull)
                break;
        }
        return new Page(
            page,
            isFull ? page[^1].Key : null,
            new ConsumedCapacity(CapacityRules.Read(bytes, consistency), WriteUnits: 0)
        );
    }
}

using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>
/// The order in which a scan meets the partitions: by a hash of their keys, as in DynamoDB. It is the same in every
/// process, goes on where it stopped even if that item is gone, and costs a write next to nothing: within one of the
/// segments, partitions are sorted only when a scan comes by.
/// </summary>
internal sealed class ScanOrder
{
    private const int SegmentCount = 4096;

    private readonly List<Partition>?[] _segments = new List<Partition>?[SegmentCount];

    public void Add(Partition partition) => (_segments[SegmentOf(partition.Key)] ??= []).Add(partition);

    public void Remove(Partition partition) => _segments[SegmentOf(partition.Key)]?.Remove(partition);

    /// <summary>All items beyond a key, or all.</summary>
    public IEnumerable<Item> From(ItemKey? after)
    {
        var first = after is { } key ? SegmentOf(key.Partition) : 0;
        for (var segment = first; segment < SegmentCount; segment++)
            foreach (var partition in Sorted(segment))
            {
                var order = segment == first && after is { } start ? Compare(partition.Key, start.Partition) : 1;
                if (order < 0)
                    continue;
                foreach (var item in partition.Items.Range(prefix: "", order == 0 ? after : null, descending: false))
                    yield return item;
            }
    }

    private IEnumerable<Partition> Sorted(int segment) =>
        _segments[segment]?.OrderBy(partition => partition.Key, Utf8Order.Instance) ?? Enumerable.Empty<Partition>();

    private static int Compare(string left, string right) => Utf8Order.Instance.Compare(left, right);

    // FNV-1a: string.GetHashCode is another in each process.
    private static int SegmentOf(string key)
    {
        var hash = 2166136261u;
        foreach (var unit in key)
            hash = (hash ^ unit) * 16777619u;
        return (int)((hash ^ (hash >> 16)) % SegmentCount);
    }
}

using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>The order of keys: by partition, then by sort key, each by bytes of UTF-8.</summary>
internal static class KeyOrder
{
    public static int Compare(ItemKey left, ItemKey right)
    {
        var partition = Utf8Order.Instance.Compare(left.Partition, right.Partition);
        return partition != 0 ? partition : Utf8Order.Instance.Compare(left.Sort, right.Sort);
    }
}

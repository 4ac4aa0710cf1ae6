using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>Items in the order of their keys, in one array: most partitions hold one or a few.</summary>
internal sealed class SortedItems
{
    private Item[] _items = new Item[1];

    public int Count { get; private set; }

    public Item this[int index] => _items[index];

    public Item? Find(ItemKey key) => IndexOf(key) is var index and >= 0 ? _items[index] : null;

    /// <summary>Puts the item in, in place of one with its key.</summary>
    public void Put(Item item)
    {
        var index = IndexOf(item.Key);
        if (index < 0)
        {
            index = ~index;
            if (Count == _items.Length)
                Array.Resize(ref _items, Count * 2);
            Array.Copy(_items, index, _items, index + 1, Count - index);
            Count++;
        }
        _items[index] = item;
    }

    /// <summary>Takes the item with the key out, if there is one.</summary>
    public void Remove(ItemKey key)
    {
        var index = IndexOf(key);
        if (index < 0)
            return;
        Count--;
        Array.Copy(_items, index + 1, _items, index, Count - index);
        _items[Count] = null!;
    }

    /// <summary>
    /// The items whose sort keys begin with the prefix, forward or backward, beyond (in that direction) a key.
    /// </summary>
    public IEnumerable<Item> Range(string prefix, ItemKey? after, bool descending)
    {
        var first = prefix.Length == 0 ? 0 : CountWhile(item => Precedes(item, prefix));
        var end = prefix.Length == 0 ? Count : CountWhile(item => Precedes(item, prefix) || BeginsWith(item, prefix));
        if (after is { } key && descending)
            end = Math.Min(end, CountWhile(item => KeyOrder.Compare(item.Key, key) < 0));
        else if (after is { } start)
            first = Math.Max(first, CountWhile(item => KeyOrder.Compare(item.Key, start) <= 0));
        for (var i = 0; i < end - first; i++)
            yield return _items[descending ? end - 1 - i : first + i];
    }

    private static bool Precedes(Item item, string sort) => Utf8Order.Instance.Compare(item.Key.Sort, sort) < 0;

    private static bool BeginsWith(Item item, string prefix) =>
        item.Key.Sort.StartsWith(prefix, StringComparison.Ordinal);

    // How many of the first items it is true of; it may not be true again once it was false.
    private int CountWhile(Predicate<Item> isBefore)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBefore(_items[middle]))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    // The complement of the place to insert it at, if there is none.
    private int IndexOf(ItemKey key)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = KeyOrder.Compare(_items[middle].Key, key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return ~low;
    }
}

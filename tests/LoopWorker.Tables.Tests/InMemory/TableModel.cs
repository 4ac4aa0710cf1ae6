using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.InMemory;

/// <summary>What a table is in the plainest terms: items by key, written one at a time.</summary>
internal sealed class TableModel
{
    private Dictionary<ItemKey, Item> _items = [];

    public IReadOnlyDictionary<ItemKey, Item> Items => _items;

    /// <summary>Carries out all writes or, if a condition fails or an update does not fit, none.</summary>
    public bool Write(params IReadOnlyList<Write> writes)
    {
        var next = new Dictionary<ItemKey, Item>(_items);
        foreach (var write in writes)
            if (!Write(next, write))
                return false;
        _items = next;
        return true;
    }

    private static bool Write(Dictionary<ItemKey, Item> items, Write write)
    {
        var stored = items.GetValueOrDefault(write.Key);
        if (write.Condition?.Holds(stored) == false)
            return false;
        switch (write)
        {
            case Put put:
                items[put.Key] = put.Item;
                break;
            case Delete:
                items.Remove(write.Key);
                break;
            case Update update:
                foreach (var change in update.Changes)
                {
                    if (change is AttributeChange.Add && stored?["n"] is not (null or NumberValue))
                        return false;
                    items[write.Key] = Changed(items.GetValueOrDefault(write.Key) ?? new Item(write.Key), change);
                }
                break;
        }
        return true;
    }

    private static Item Changed(Item item, AttributeChange change) =>
        change switch
        {
            AttributeChange.Set set => item.With(set.Attribute, set.Value),
            AttributeChange.Remove remove => item.Without(remove.Attribute),
            AttributeChange.Add add => item.With(
                add.Attribute,
                (item[add.Attribute]?.AsInt64 ?? 0) + add.Value.AsInt64!.Value
            ),
            _ => throw new InvalidOperationException("no such change"),
        };
}

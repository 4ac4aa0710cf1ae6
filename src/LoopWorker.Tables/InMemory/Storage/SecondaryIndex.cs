using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>A global secondary index: the projected entries under each value of its hash attribute.</summary>
internal sealed class SecondaryIndex(IndexDefinition definition)
{
    private readonly Dictionary<string, SortedItems> _entries = new(StringComparer.Ordinal);
    private readonly string?[] _projected =
    [
        definition.HashAttribute,
        definition.SortAttribute,
        .. definition.Included,
    ];

    /// <summary>Follows a change of an item in the table; null says that there is none before or after.</summary>
    /// <returns>The write units it costs.</returns>
    public double Replace(Item? before, Item? after)
    {
        var oldHash = HashOf(before);
        var newHash = HashOf(after);
        if (oldHash is null && newHash is null)
            return 0;
        var oldEntry = oldHash is null ? null : _entries[oldHash].Find(before!.Key);
        var newEntry = newHash is null ? null : Project(after!);
        var change =
            oldEntry is not null && newEntry is not null && !Equals(SortOf(oldEntry), SortOf(newEntry))
                ? IndexChange.Rekeyed
                : ChangeOf(oldHash, newHash, oldEntry, newEntry);
        if (change == IndexChange.None)
            return 0;
        if (oldHash is not null && oldHash != newHash)
            Remove(oldHash, before!.Key);
        if (newHash is not null)
            Put(newHash, newEntry!);
        return CapacityRules.IndexWrite(oldEntry?.Size ?? 0, newEntry?.Size ?? 0, change);
    }

    /// <summary>
    /// The entries under a value, beyond where a page ended: in the order of the sort attribute if the index has one, and of the table's keys.
    /// </summary>
    public IEnumerable<Item> Query(IndexQuery query) =>
        !_entries.TryGetValue(query.Value, out var entries) ? []
        : definition.SortAttribute is null ? entries.Range(prefix: "", query.After, query.Descending)
        : InOrder(entries, query);

    /// <summary>The value of an entry that the index is ordered by; null if it has no sort attribute.</summary>
    public NumberValue? SortOf(Item entry) => definition.SortAttribute is { } sort ? entry[sort] as NumberValue : null;

    // Sorted when it is asked for: on this engine an index like that is asked by tests and by people, and written much more often.
    private IEnumerable<Item> InOrder(SortedItems entries, IndexQuery query)
    {
        var direction = query.Descending ? -1 : 1;
        var (from, to) = (Number(query.From), Number(query.To));
        return entries
            .Range(prefix: "", after: null, descending: false)
            .Where(entry => from is null || SortOf(entry)! >= from)
            .Where(entry => to is null || SortOf(entry)! <= to)
            .Where(entry => query.After is not { } key || direction * Compare(entry, query.AfterSort!, key) > 0)
            .Order(Comparer<Item>.Create((left, right) => direction * Compare(left, SortOf(right)!, right.Key)));
    }

    private int Compare(Item entry, NumberValue sort, ItemKey key) =>
        SortOf(entry)!.CompareTo(sort) is var order and not 0 ? order : KeyOrder.Compare(entry.Key, key);

    private static IndexChange ChangeOf(string? oldHash, string? newHash, Item? oldEntry, Item? newEntry) =>
        oldHash is null ? IndexChange.Added
        : newHash is null ? IndexChange.Removed
        : oldHash != newHash ? IndexChange.Rekeyed
        : newEntry!.Equals(oldEntry) ? IndexChange.None
        : IndexChange.Replaced;

    private static NumberValue? Number(long? value) =>
        value is { } number ? (NumberValue)AttributeValue.From(number) : null;

    // Null if the item is not in the index.
    private string? HashOf(Item? item) =>
        definition.SortAttribute is { } sort && item?[sort] is not NumberValue
            ? null
            : item?[definition.HashAttribute]?.AsString;

    private Item Project(Item item) =>
        new(item.Key, item.Where(attribute => Array.IndexOf(_projected, attribute.Key) >= 0));

    private void Put(string hash, Item entry)
    {
        if (!_entries.TryGetValue(hash, out var entries))
            _entries[hash] = entries = new SortedItems();
        entries.Put(entry);
    }

    private void Remove(string hash, ItemKey key)
    {
        _entries[hash].Remove(key);
        if (_entries[hash].Count == 0)
            _entries.Remove(hash);
    }
}

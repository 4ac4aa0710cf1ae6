using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>A global secondary index: the projected entries under each value of its hash attribute.</summary>
internal sealed class SecondaryIndex(IndexDefinition definition)
{
    private readonly Dictionary<string, SortedItems> _entries = new(StringComparer.Ordinal);
    private readonly string[] _projected = [definition.HashAttribute, .. definition.Included];

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
        var change = ChangeOf(oldHash, newHash, oldEntry, newEntry);
        if (change == IndexChange.None)
            return 0;
        if (oldHash is not null && oldHash != newHash)
            Remove(oldHash, before!.Key);
        if (newHash is not null)
            Put(newHash, newEntry!);
        return CapacityRules.IndexWrite(oldEntry?.Size ?? 0, newEntry?.Size ?? 0, change);
    }

    /// <summary>The entries under a value, in the order of the table's keys, beyond a key.</summary>
    public IEnumerable<Item> Query(string hash, ItemKey? after) =>
        _entries.TryGetValue(hash, out var entries) ? entries.Range(prefix: "", after, descending: false) : [];

    private static IndexChange ChangeOf(string? oldHash, string? newHash, Item? oldEntry, Item? newEntry) =>
        oldHash is null ? IndexChange.Added
        : newHash is null ? IndexChange.Removed
        : oldHash != newHash ? IndexChange.Rekeyed
        : newEntry!.Equals(oldEntry) ? IndexChange.None
        : IndexChange.Replaced;

    private string? HashOf(Item? item) => item?[definition.HashAttribute]?.AsString;

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

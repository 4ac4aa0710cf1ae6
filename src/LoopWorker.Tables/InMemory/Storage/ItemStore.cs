using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>The items of a table, its indexes and its expiries, kept in step. Not thread-safe: the table's lock guards it.</summary>
internal sealed class ItemStore
{
    private readonly Dictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private readonly ScanOrder _scanOrder = new();
    private readonly Dictionary<string, SecondaryIndex> _indexes;
    private readonly Expiries _expiries;
    private readonly TimeProvider _time;

    public ItemStore(TableDefinition definition, TimeProvider time, TimeSpan timeToLiveLag)
    {
        _indexes = definition.Indexes.ToDictionary(index => index.Name, index => new SecondaryIndex(index));
        _expiries = new Expiries(definition.TimeToLiveAttribute, timeToLiveLag);
        _time = time;
    }

    public Item? Find(ItemKey key) =>
        _partitions.TryGetValue(key.Partition, out var partition) ? partition.Items.Find(key) : null;

    public IEnumerable<Item> Query(string partition, string sortPrefix, ItemKey? after, bool descending) =>
        _partitions.TryGetValue(partition, out var found) ? found.Items.Range(sortPrefix, after, descending) : [];

    public IEnumerable<Item> Query(IndexQuery query) => _indexes[query.Index].Query(query);

    /// <summary>What an entry of an index is ordered by; null if the index has no sort attribute.</summary>
    public NumberValue? SortOf(string index, Item entry) => _indexes[index].SortOf(entry);

    public IEnumerable<Item> Scan(ItemKey? after) => _scanOrder.From(after);

    /// <summary>Puts one state of an item in the place of another; null says that there is none before or after.</summary>
    /// <returns>The write units that the indexes cost.</returns>
    public double Replace(Item? before, Item? after)
    {
        if (ReferenceEquals(before, after))
            return 0;
        if (after is not null)
        {
            Put(after);
            _expiries.Watch(before, after, Now());
        }
        else
        {
            Remove(before!.Key);
        }
        var units = 0.0;
        foreach (var index in _indexes.Values)
            units += index.Replace(before, after);
        return units;
    }

    /// <summary>Deletes what has outlived its time and the lag; DynamoDB charges nothing for it.</summary>
    public void DeleteExpired()
    {
        if (!_expiries.Any)
            return;
        var now = Now();
        while (_expiries.TryTake(now, out var key))
            if (Find(key) is { } item && _expiries.IsDue(item, now))
                Replace(item, after: null);
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeSeconds();

    private void Put(Item item)
    {
        if (!_partitions.TryGetValue(item.Key.Partition, out var partition))
        {
            partition = new Partition(item.Key.Partition);
            _partitions.Add(partition.Key, partition);
            _scanOrder.Add(partition);
        }
        partition.Items.Put(item);
    }

    private void Remove(ItemKey key)
    {
        var partition = _partitions[key.Partition];
        partition.Items.Remove(key);
        if (partition.Items.Count > 0)
            return;
        _partitions.Remove(key.Partition);
        _scanOrder.Remove(partition);
    }
}

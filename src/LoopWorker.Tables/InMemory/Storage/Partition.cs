namespace LoopWorker.Tables.InMemory.Storage;

/// <summary>The items that share a partition key.</summary>
internal sealed class Partition(string key)
{
    public string Key => key;

    public SortedItems Items { get; } = new();
}

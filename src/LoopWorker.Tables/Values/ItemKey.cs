namespace LoopWorker.Tables.Values;

/// <summary>
/// The primary key of an item: a partition key of 1 to 2048 bytes and a sort key of 1 to 1024 bytes, both in UTF-8.
/// </summary>
/// <remarks>Source: DynamoDB quotas, "Partition keys and sort keys". Lengths are checked by the engine.</remarks>
public readonly record struct ItemKey(string Partition, string Sort)
{
    /// <summary>The attribute that holds <see cref="Partition"/> in every item and table.</summary>
    public const string PartitionAttribute = "pk";

    /// <summary>The attribute that holds <see cref="Sort"/> in every item and table.</summary>
    public const string SortAttribute = "sk";

    public override string ToString() => $"{Partition}/{Sort}";
}

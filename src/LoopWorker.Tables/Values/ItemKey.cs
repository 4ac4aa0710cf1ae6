namespace LoopWorker.Tables.Values;

/// <summary>
/// The primary key of an item: a partition key of 1 to 2048 bytes and a sort key of 1 to 1024 bytes, both in UTF-8; or, in
/// a table without sort keys, a partition key alone and an empty sort key.
/// </summary>
/// <remarks>Source: DynamoDB quotas, "Partition keys and sort keys". Lengths are checked by the engine.</remarks>
public readonly record struct ItemKey(string Partition, string Sort)
{
    // Null for the default, so that its keys are equal however they were made.
    private readonly KeySchema? _schema;

    /// <summary>The names of the attributes that hold it.</summary>
    public KeySchema Schema
    {
        get => _schema ?? KeySchema.Default;
        init => _schema = value == KeySchema.Default ? null : value;
    }

    public override string ToString() => Sort.Length == 0 ? Partition : $"{Partition}/{Sort}";
}

using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Partitioned;

/// <summary>Where a value lies in a <see cref="PartitionedKeyValueTable"/>.</summary>
/// <param name="Partition">Whose it is: a user, an account.</param>
/// <param name="Namespace">What its sort key begins with; may be empty.</param>
/// <param name="Sort">Which it is.</param>
public sealed record CompoundKey(string Partition, string Namespace, string Sort)
{
    internal static KeySchema Schema { get; } = new("partitionKey", "sortKey");

    /// <summary>The sort key as stored: the namespace, a dot and the sort, or the sort alone where there is no namespace.</summary>
    public string SortKey => Namespace.Length == 0 ? Sort : $"{Namespace}.{Sort}";

    internal ItemKey ItemKey => Schema.Key(Partition, SortKey);
}

/// <summary>A value of a partition as it is stored.</summary>
/// <param name="Key">Its sort key, the namespace included.</param>
/// <param name="Value">JSON text; of a counter, its digits; empty if it has neither.</param>
public sealed record PartitionEntry(string Key, string Value);

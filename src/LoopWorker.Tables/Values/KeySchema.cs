using LoopWorker.Tables.Capacity;

namespace LoopWorker.Tables.Values;

/// <summary>The names of the attributes that make up a table's primary key, all of them strings.</summary>
/// <param name="Partition">The attribute with the partition key.</param>
/// <param name="Sort">The attribute with the sort key; null in a table without sort keys, whose partitions hold one item each.</param>
public sealed record KeySchema(string Partition, string? Sort = null)
{
    /// <summary>That of the tables that are this product's own: <c>pk</c> and <c>sk</c>.</summary>
    public static KeySchema Default { get; } = new("pk", "sk");

    /// <summary>A key of a table with this schema.</summary>
    /// <param name="partition">The partition key.</param>
    /// <param name="sort">The sort key; empty in a table without sort keys.</param>
    public ItemKey Key(string partition, string sort = "") => new(partition, sort) { Schema = this };

    /// <summary>The key attributes, the partition's first.</summary>
    public IReadOnlyList<string> Attributes => Sort is null ? [Partition] : [Partition, Sort];

    /// <summary>Whether the attribute is a part of the key.</summary>
    public bool Has(string attribute) => attribute == Partition || attribute == Sort;

    /// <summary>The bytes of its names, which every item and key has to pay for.</summary>
    internal int Size { get; } = ItemSize.OfName(Partition) + (Sort is null ? 0 : ItemSize.OfName(Sort));
}

using LoopWorker.Tables.Values;

namespace LoopWorker.Tables;

/// <summary>What a table is made of.</summary>
/// <param name="Name">Its name, 3 to 255 of <c>A-Z a-z 0-9 _ . -</c>.</param>
/// <param name="TimeToLiveAttribute">The attribute with the Unix second after which an item may be deleted; null for none.</param>
/// <param name="Indexes">Its global secondary indexes.</param>
public sealed record TableDefinition(
    string Name,
    string? TimeToLiveAttribute = null,
    params IReadOnlyList<IndexDefinition> Indexes
)
{
    /// <summary>The names of its key attributes: <c>pk</c> and <c>sk</c> unless it is given otherwise.</summary>
    public KeySchema Keys { get; init; } = KeySchema.Default;
}

/// <summary>A global secondary index with a hash attribute of type string; an item without the attribute is not in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HashAttribute">The attribute to find items by.</param>
/// <param name="Included">The further attributes it holds, besides the table's keys and the hash attribute.</param>
public sealed record IndexDefinition(string Name, string HashAttribute, params IReadOnlyList<string> Included)
{
    /// <summary>
    /// The attribute, a number, in whose order items come that have the same hash attribute; an item without it is not in the index. Null for
    /// an index without a sort key.
    /// </summary>
    public string? SortAttribute { get; init; }
}

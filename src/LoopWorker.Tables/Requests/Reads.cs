using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Requests;

/// <summary>Whether a read sees every write that came before it, at twice the price.</summary>
public enum Consistency
{
    /// <summary>May be a little behind; half a read unit for each 4 KB.</summary>
    Eventual,

    /// <summary>Sees all earlier writes; one read unit for each 4 KB. Not available on an index.</summary>
    Strong,
}

/// <summary>The items of one partition, in order of their sort keys (by bytes of UTF-8), a page at a time.</summary>
/// <param name="Partition">The partition key.</param>
/// <param name="SortPrefix">Only sort keys that begin with it; null for all.</param>
/// <param name="Descending">Highest sort key first.</param>
/// <param name="Limit">At most so many items in a page, 1 or more; null for as many as 1 MB holds.</param>
/// <param name="After">The <see cref="Results.Page.Next"/> of the page before; null for the first page.</param>
/// <param name="Consistency">How fresh the answer is.</param>
public sealed record Query(
    string Partition,
    string? SortPrefix = null,
    bool Descending = false,
    int? Limit = null,
    ItemKey? After = null,
    Consistency Consistency = Consistency.Eventual
);

/// <summary>The items of an index under one value of its hash attribute, with the attributes that the index holds.</summary>
/// <param name="Index">The index's name.</param>
/// <param name="Value">The value of its hash attribute.</param>
/// <param name="Limit">At most so many items in a page, 1 or more.</param>
/// <param name="After">The <see cref="Results.Page.Next"/> of the page before; null for the first page.</param>
public sealed record IndexQuery(string Index, string Value, int? Limit = null, ItemKey? After = null)
{
    /// <summary>Only items whose sort attribute is this or more; null for all. Only of an index that has one.</summary>
    public long? From { get; init; }

    /// <summary>Only items whose sort attribute is this or less; null for all. Only of an index that has one.</summary>
    public long? To { get; init; }

    /// <summary>Highest sort attribute first.</summary>
    public bool Descending { get; init; }

    /// <summary>The <see cref="Results.Page.NextSort"/> of the page before, beside <see cref="After"/>.</summary>
    public NumberValue? AfterSort { get; init; }

    /// <summary>The same query for what comes after a page of it.</summary>
    public IndexQuery Beyond(Results.Page page) => this with { After = page.Next, AfterSort = page.NextSort };
}

/// <summary>All items, in an order of the engine's, a page at a time.</summary>
/// <param name="Limit">At most so many items in a page, 1 or more.</param>
/// <param name="After">The <see cref="Results.Page.Next"/> of the page before; null for the first page.</param>
/// <param name="Consistency">How fresh the answer is.</param>
public sealed record Scan(int? Limit = null, ItemKey? After = null, Consistency Consistency = Consistency.Eventual);

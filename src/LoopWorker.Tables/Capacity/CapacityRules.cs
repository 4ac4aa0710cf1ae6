using LoopWorker.Tables.Requests;

namespace LoopWorker.Tables.Capacity;

/// <summary>What DynamoDB charges, in units, for items of given sizes in bytes.</summary>
/// <remarks>
/// Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations" and "Using Global Secondary Indexes in
/// DynamoDB" (considerations for provisioned throughput).
/// </remarks>
public static class CapacityRules
{
    /// <summary>Bytes that one read unit reads.</summary>
    public const int ReadUnitBytes = 4 * 1024;

    /// <summary>Bytes that one write unit writes.</summary>
    public const int WriteUnitBytes = 1024;

    /// <summary>Reads and writes of a transaction are done twice: to prepare and to commit it.</summary>
    public const int TransactionFactor = 2;

    /// <summary>
    /// Read units for so many bytes; 0 bytes (no item, an empty page) cost as much as 1. For a batch of gets, asked for
    /// each item on its own; for a page of a query or a scan, for the sum of its items.
    /// </summary>
    public static double Read(long bytes, Consistency consistency) =>
        Steps(bytes, ReadUnitBytes) * (consistency == Consistency.Strong ? 1 : 0.5);

    /// <summary>
    /// Write units for putting, updating or deleting one item.
    /// </summary>
    /// <param name="before">The size of the stored item; 0 if there is none.</param>
    /// <param name="after">
    /// The size of the item as it becomes; 0 if it is deleted, or if nothing is written because the condition failed.
    /// </param>
    public static double Write(int before, int after) => Steps(Math.Max(before, after), WriteUnitBytes);

    /// <summary>
    /// Write units that a write costs in one global index. An entry whose key changes is deleted and put: two writes.
    /// </summary>
    /// <param name="before">The size of the item's entry in the index before; 0 if it has none.</param>
    /// <param name="after">The size of its entry after; 0 if it has none.</param>
    /// <param name="change">What becomes of the entry.</param>
    public static double IndexWrite(int before, int after, IndexChange change) =>
        change switch
        {
            IndexChange.None => 0,
            IndexChange.Rekeyed => Steps(before, WriteUnitBytes) + Steps(after, WriteUnitBytes),
            _ => Write(before, after),
        };

    private static long Steps(long bytes, int step) => Math.Max(1, (bytes + step - 1) / step);
}

/// <summary>What a write of an item does to its entry in an index.</summary>
public enum IndexChange
{
    /// <summary>There is no entry before and after, or it stays the same.</summary>
    None,

    /// <summary>The entry comes into being.</summary>
    Added,

    /// <summary>The entry goes.</summary>
    Removed,

    /// <summary>The index's hash attribute has another value, so the entry moves.</summary>
    Rekeyed,

    /// <summary>The entry stays where it is and holds other values.</summary>
    Replaced,
}

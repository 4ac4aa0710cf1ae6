using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Results;

/// <summary>The answer to a single get: the item, or null if there is none.</summary>
public sealed record GetResult(Item? Item, ConsumedCapacity Capacity);

/// <summary>The answer to a batched get: the items that exist, by key. What was asked for, and was processed, and is not in it, does not exist.</summary>
public sealed record BatchGetResult(IReadOnlyDictionary<ItemKey, Item> Items, ConsumedCapacity Capacity)
{
    /// <summary>What could not be read though the rest could: the partitions of these keys are over their throughput.</summary>
    public IReadOnlyList<ItemKey> Unprocessed { get; init; } = [];
}

/// <summary>The answer to one conditional write.</summary>
/// <param name="Succeeded">Whether the condition held and the write took place.</param>
/// <param name="Stored">When the condition failed: the item as it is stored (null if there is none).</param>
/// <param name="Updated">After an <see cref="Update"/> that took place: the item as it is now.</param>
/// <param name="Capacity">What it cost; a failed condition costs a write too.</param>
public sealed record WriteResult(bool Succeeded, Item? Stored, Item? Updated, ConsumedCapacity Capacity);

/// <summary>A page of a query or a scan. Null in <see cref="Next"/> says it is the last.</summary>
public sealed record Page(IReadOnlyList<Item> Items, ItemKey? Next, ConsumedCapacity Capacity)
{
    /// <summary>Of a page of an index with a sort attribute: its value in the last item, where the next page begins.</summary>
    public NumberValue? NextSort { get; init; }
}

/// <summary>The answer to a batch of writes: all of them have taken place.</summary>
public sealed record BatchWriteResult(ConsumedCapacity Capacity);

/// <summary>The answer to a batch of inserts, an entry for each item in the order of the request.</summary>
public sealed record BatchInsertResult(IReadOnlyList<InsertOutcome> Outcomes, ConsumedCapacity Capacity);

/// <summary>What became of one insert: whether it took place and, if not, the item that was there.</summary>
public sealed record InsertOutcome(bool Inserted, Item? Stored);

/// <summary>The answer to a transaction: all its writes have taken place, or none.</summary>
/// <param name="Reasons">When none has: a reason for each write, in the order of the request. Empty when all have.</param>
/// <param name="Capacity">What it cost.</param>
public sealed record TransactionResult(IReadOnlyList<CancellationReason> Reasons, ConsumedCapacity Capacity)
{
    public bool Committed => Reasons.Count == 0;
}

/// <summary>Why one write kept its transaction from taking place.</summary>
/// <param name="Code">The kind of the obstacle; <see cref="CancellationCode.None"/> if this write was none.</param>
/// <param name="Stored">With <see cref="CancellationCode.ConditionFailed"/>: the item as it is stored, null if there is none.</param>
/// <param name="Message">What the engine says about it, for people; null if it says nothing.</param>
public sealed record CancellationReason(CancellationCode Code, Item? Stored = null, string? Message = null)
{
    public static CancellationReason None { get; } = new(CancellationCode.None);
}

/// <summary>The kinds of <see cref="CancellationReason"/>.</summary>
/// <remarks>Source: DynamoDB API reference, <c>TransactionCanceledException</c>.</remarks>
public enum CancellationCode
{
    /// <summary>This write was no obstacle (<c>None</c>).</summary>
    None,

    /// <summary>Its condition did not hold (<c>ConditionalCheckFailed</c>).</summary>
    ConditionFailed,

    /// <summary>Another transaction had the item in hand (<c>TransactionConflict</c>).</summary>
    Conflict,

    /// <summary>Its partition or the account was over its throughput (<c>ThrottlingError</c>, <c>ProvisionedThroughputExceeded</c>).</summary>
    Throttled,

    /// <summary>The write itself cannot be done (<c>ValidationError</c>, <c>ItemCollectionSizeLimitExceeded</c>).</summary>
    Invalid,

    /// <summary>A reason with a name of DynamoDB's that is not among these; the message begins with it.</summary>
    Other,
}

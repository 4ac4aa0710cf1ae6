using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>
/// What calls cost whose answers do not say: those to a failed condition and a cancelled transaction never do, those to a
/// batch of inserts not on every endpoint. Worked out by <see cref="CapacityRules"/> from what is known of the items, so it
/// is a lower bound where a stored item is not known.
/// </summary>
internal static class FailureCapacity
{
    /// <summary>A write whose condition failed costs as much as writing the stored item.</summary>
    public static ConsumedCapacity OfFailedCondition(Item? stored) =>
        Writing(CapacityRules.Write(stored?.Size ?? 0, 0));

    /// <summary>Each write of a cancelled transaction costs what it would have cost in one that took place.</summary>
    public static ConsumedCapacity OfCancelled(IReadOnlyList<Write> writes, IReadOnlyList<CancellationReason> reasons)
    {
        var units = 0.0;
        for (var i = 0; i < writes.Count; i++)
            units += CapacityRules.TransactionFactor * OfPrepared(writes[i], reasons[i]);
        return Writing(units);
    }

    /// <summary>An insert costs the item, or, if one was there, as much as writing that; without what indexes cost.</summary>
    public static ConsumedCapacity OfInserts(IReadOnlyList<Item> items, IReadOnlyList<InsertOutcome> outcomes)
    {
        var units = 0.0;
        for (var i = 0; i < items.Count; i++)
            units += CapacityRules.Write(outcomes[i].Inserted ? items[i].Size : outcomes[i].Stored?.Size ?? 0, 0);
        return Writing(units);
    }

    private static double OfPrepared(Write write, CancellationReason reason)
    {
        var after = reason.Code == CancellationCode.None && write is Put { Item: var item } ? item.Size : 0;
        return CapacityRules.Write(reason.Stored?.Size ?? 0, after);
    }

    private static ConsumedCapacity Writing(double units) => new(ReadUnits: 0, units);
}

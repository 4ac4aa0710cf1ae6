using LoopWorker.Tables;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Benchmarks.Scaling.Engines;

/// <summary>What DynamoDB answers to a write whose item another transaction has in hand.</summary>
internal static class Conflicts
{
    /// <summary>The answer to a single write.</summary>
    public static TableException Refusal() =>
        new(TableErrors.TransactionConflict, "A transaction that is under way has the item in hand.");

    /// <summary>
    /// The answer to a transaction: a conflict for each item that it could not hold, and of the others whether their
    /// conditions hold. Each write is charged as if it had been prepared.
    /// </summary>
    public static async Task<TransactionResult> CancelAsync(
        IReadOnlyList<Write> writes,
        IReadOnlySet<ItemKey> held,
        ITable table
    )
    {
        var keys = writes.Select(write => write.Key).ToList();
        var stored = (await table.GetManyAsync(keys, Consistency.Strong, CancellationToken.None)).Items;
        var units = 0.0;
        var reasons = new CancellationReason[writes.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            var before = stored.GetValueOrDefault(writes[i].Key);
            reasons[i] = held.Contains(writes[i].Key)
                ? ReasonOf(writes[i], before)
                : new CancellationReason(CancellationCode.Conflict);
            var after = reasons[i].Code == CancellationCode.None && writes[i] is Put put ? put.Item.Size : 0;
            units += CapacityRules.TransactionFactor * CapacityRules.Write(before?.Size ?? 0, after);
        }
        return new TransactionResult(reasons, new ConsumedCapacity(ReadUnits: 0, units));
    }

    private static CancellationReason ReasonOf(Write write, Item? stored) =>
        write.Condition?.Holds(stored) ?? true
            ? CancellationReason.None
            : new CancellationReason(CancellationCode.ConditionFailed, stored);
}

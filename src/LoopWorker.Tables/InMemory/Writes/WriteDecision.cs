using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory.Validation;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Writes;

/// <summary>What a write comes to, given the stored item: decided before anything is changed.</summary>
/// <param name="Before">The stored item; null if there is none.</param>
/// <param name="After">What it becomes if the write is allowed; null if there is to be none.</param>
/// <param name="Verdict">Whether the write may take place.</param>
/// <param name="Fault">With <see cref="WriteVerdict.Invalid"/>: what is wrong.</param>
internal readonly record struct WriteDecision(Item? Before, Item? After, WriteVerdict Verdict, string? Fault = null)
{
    /// <summary>The units of the write on the table, without its indexes; one that is not allowed costs as much as the stored item.</summary>
    public double Units => CapacityRules.Write(Before?.Size ?? 0, After?.Size ?? 0);

    /// <summary>Decides a write that has passed <see cref="WriteValidation"/>.</summary>
    public static WriteDecision Of(Write write, Item? stored, TableDefinition definition)
    {
        if (write.Condition is { } condition && !condition.Holds(stored))
            return new(stored, After: null, WriteVerdict.ConditionFailed);
        switch (write)
        {
            case Put put:
                return Allow(stored, put.Item, IndexKeyValidation.Fault(put.Item, definition));
            case Update update:
                return UpdateApplication.Apply(update, stored, out var fault) is { } updated
                    ? Allow(
                        stored,
                        updated,
                        ItemValidation.Fault(updated) ?? IndexKeyValidation.Fault(updated, definition)
                    )
                    : new(stored, After: null, WriteVerdict.Invalid, fault);
            case Delete:
                return new(stored, After: null, WriteVerdict.Allowed);
            case Check:
                return new(stored, stored, WriteVerdict.Allowed);
            default:
                throw new ArgumentOutOfRangeException(nameof(write), write.GetType().Name, "Not a write.");
        }
    }

    /// <summary>Puts the (valid) item if there is none.</summary>
    public static WriteDecision OfInsert(Item item, Item? stored) =>
        stored is null
            ? new(Before: null, item, WriteVerdict.Allowed)
            : new(stored, After: null, WriteVerdict.ConditionFailed);

    private static WriteDecision Allow(Item? stored, Item after, string? fault) =>
        fault is null
            ? new(stored, after, WriteVerdict.Allowed)
            : new(stored, After: null, WriteVerdict.Invalid, fault);
}

/// <summary>Whether a write may take place.</summary>
internal enum WriteVerdict
{
    Allowed,
    ConditionFailed,
    Invalid,
}

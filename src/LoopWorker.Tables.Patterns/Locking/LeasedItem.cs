using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>What can be leased: an item, and what its life looks like beside the lease.</summary>
internal abstract class LeasedItem
{
    /// <summary>Its key, and what it says while it is held.</summary>
    public abstract Item Item { get; }

    /// <summary>When it may be taken without a look.</summary>
    public abstract Condition IsFree(DateTimeOffset now, long fencing);

    /// <summary>Whether what is stored will not become free, so that nobody need wait for it.</summary>
    public virtual bool IsSettled(Item stored) => false;

    /// <summary>Whether it is taken from a holder who has stood still.</summary>
    public virtual bool IsTakenOver => true;

    /// <summary>How it is given back.</summary>
    public abstract Write Release(LockRecord held, DateTimeOffset now);
}

using LoopWorker.Core;
using LoopWorker.Core.Caching;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>
/// Takes leases of items: of one that is free by one write, of one whose holder has stood still by another. An item that was found held
/// is read before it is written: a read costs a fifth of a write, or a tenth while it is waited for.
/// </summary>
internal sealed class Leases(ITable table, Randomness randomness, TimeProvider time, LockOptions options)
{
    // Whom we met last, also if it is free by now: who has met others will meet them again.
    private readonly BoundedCache<ItemKey, (LockRecord Record, long Since)> _seen = new(options.Remembered);

    public ITable Table => table;

    public TimeProvider Time => time;

    /// <summary>Waits for the lease, and takes it. Without one, the answer says what is stored instead.</summary>
    public async Task<(HeldLock? Held, Item? Stored)> TryAcquireAsync(
        LeasedItem leased,
        TimeSpan lease,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        if (lease < TimeSpan.FromMilliseconds(1))
            throw new ArgumentOutOfRangeException(nameof(lease), lease, "A lease lasts 1 ms at least.");
        var begun = time.GetTimestamp();
        for (var look = 1; ; look++)
        {
            var (held, stored) = await TryOnceAsync(leased, lease, isFirst: look == 1, cancellation);
            if (held is not null || (stored is not null && leased.IsSettled(stored)))
                return (held, stored);
            var left = patience - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
                return (null, stored);
            var pause = options.Looks.After(look, randomness.NextFraction());
            await Task.Delay(pause < left ? pause : left, time, cancellation);
        }
    }

    /// <summary>That a holder holds it no more: if it was the last to be met, nobody is known to stand in the way.</summary>
    public void Forget(ItemKey key, LockRecord released)
    {
        if (_seen.TryGet(key, out var seen) && seen.Record.Owner == released.Owner)
            _seen.Remove(key);
    }

    private async Task<(HeldLock? Held, Item? Stored)> TryOnceAsync(
        LeasedItem leased,
        TimeSpan lease,
        bool isFirst,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var fencing = now.ToUnixTimeMilliseconds();
        var free = leased.IsFree(now, fencing);
        var condition = free;
        var stored = await LookAsync(leased.Item.Key, free, isFirst, cancellation);
        while (true)
        {
            if (stored is not null)
            {
                var holder = LockRecord.Read(stored);
                if (leased.IsSettled(stored) || !leased.IsTakenOver || !MayTake(stored.Key, holder, now))
                    return (null, stored);
                fencing = Math.Max(fencing, holder.Fencing + 1);
                condition = holder.IsUnchanged;
            }
            var asked = time.GetTimestamp();
            var record = LockRecord.Taken(randomness.NextId(), lease, now, fencing);
            var result = await table.PutAsync(new Put(record.On(leased.Item), condition), cancellation);
            // The answer to the engine's own first try may have been lost.
            if (result.Succeeded || IsHeldBy(record, result.Stored))
                return (new HeldLock(this, leased, record, asked), null);
            stored = result.Stored;
            // If it has gone meanwhile, it is free.
            condition = free;
        }
    }

    // What stands in the way of taking it, as far as a read can tell, which is cheaper than a write. Who has met nobody yet writes at once.
    private async Task<Item?> LookAsync(ItemKey key, Condition free, bool isFirst, CancellationToken cancellation)
    {
        if (!_seen.TryGet(key, out _))
            return null;
        var consistency = isFirst ? Consistency.Strong : Consistency.Eventual;
        var item = (await table.GetAsync(key, consistency, cancellation)).Item;
        if (!free.Holds(item))
            return item;
        if (isFirst)
            _seen.Remove(key);
        return null;
    }

    private static bool IsHeldBy(LockRecord record, Item? stored) =>
        stored is not null && LockRecord.Read(stored).Owner == record.Owner;

    private bool MayTake(ItemKey key, LockRecord stored, DateTimeOffset now)
    {
        if (_seen.TryGet(key, out var seen) && seen.Record.IsSameBeatAs(stored))
            return LockRules.MayTake(stored, time.GetElapsedTime(seen.Since), now, options.TrustedClockSkew);
        _seen.Set(key, (stored, time.GetTimestamp()));
        return LockRules.MayTake(stored, TimeSpan.Zero, now, options.TrustedClockSkew);
    }
}

using LoopWorker.Core;
using LoopWorker.Core.Caching;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>Takes leases of items: of one that is free by one write, of one whose holder has stood still by another.</summary>
internal sealed class Leases(ITable table, Randomness randomness, TimeProvider time, LockOptions options)
{
    private readonly BoundedCache<ItemKey, (LockRecord Record, long Since)> _seen = new(options.Remembered);

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
        var owner = randomness.NextId();
        for (var look = 1; ; look++)
        {
            var (held, stored) = await TryOnceAsync(leased, lease, owner, cancellation);
            if (held is not null || (stored is not null && leased.IsSettled(stored)))
                return (held, stored);
            var left = patience - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
                return (null, stored);
            var pause = options.Looks.After(look, randomness.NextFraction());
            await Task.Delay(pause < left ? pause : left, time, cancellation);
        }
    }

    private async Task<(HeldLock? Held, Item? Stored)> TryOnceAsync(
        LeasedItem leased,
        TimeSpan lease,
        string owner,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var fencing = now.ToUnixTimeMilliseconds();
        var condition = leased.IsFree(now, fencing);
        while (true)
        {
            var asked = time.GetTimestamp();
            var record = LockRecord.Taken(owner, lease, now, fencing);
            var result = await table.PutAsync(new Put(record.On(leased.Item), condition), cancellation);
            if (result.Succeeded)
                return (new HeldLock(table, leased, record, asked, time), null);
            if (result.Stored is not { } item)
            {
                // It has gone meanwhile, so it is free.
                condition = leased.IsFree(now, fencing);
                continue;
            }
            var stored = LockRecord.Read(item);
            // The answer to our own first try was lost.
            if (stored.Owner == owner)
                return (new HeldLock(table, leased, stored, asked, time), null);
            if (leased.IsSettled(item) || !leased.IsTakenOver || !MayTake(item.Key, stored, now))
                return (null, item);
            fencing = Math.Max(fencing, stored.Fencing + 1);
            condition = stored.IsUnchanged;
        }
    }

    private bool MayTake(ItemKey key, LockRecord stored, DateTimeOffset now)
    {
        if (_seen.TryGet(key, out var seen) && seen.Record.IsSameBeatAs(stored))
            return LockRules.MayTake(stored, time.GetElapsedTime(seen.Since), now, options.TrustedClockSkew);
        _seen.Set(key, (stored, time.GetTimestamp()));
        return LockRules.MayTake(stored, TimeSpan.Zero, now, options.TrustedClockSkew);
    }
}

using LoopWorker.Core;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.KeyValue;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>
/// Locks between processes: at most one holds a lock at a time, for a lease that it can renew; when it dies, another gets the lock once
/// the lease is over. No clocks have to agree.
/// </summary>
/// <remarks>
/// An item is <c>key</c>, <c>expiresAt</c> (Unix seconds) and, beyond the documented layout, <c>owner</c>, <c>beat</c>, <c>leaseMs</c>
/// and <c>fencing</c>. A released lock stays, free, so that its fencing token goes on growing, until the table deletes it by
/// <c>expiresAt</c>; then the token goes on from the time of day. A lock that nobody holds costs one write to take and one to release;
/// one that was met held costs a read for each look until it is free, half of one while it is waited for.
/// Whoever finds a lock held learns only by looking again that its holder stands still, so a lone try never takes a dead process's
/// lock: give it patience for more than the lease, or trust the clocks (<see cref="LockOptions.TrustedClockSkew"/>).
/// </remarks>
/// <param name="table">A table as <see cref="Definition"/> describes.</param>
/// <param name="randomness">Names the holders, and spreads those who wait.</param>
/// <param name="time">Measures leases.</param>
/// <param name="options">How locks are waited for, and where they lie.</param>
public sealed class DistributedLock(ITable table, Randomness randomness, TimeProvider time, LockOptions? options = null)
{
    private readonly Leases _leases = new(table, randomness, time, options ?? new LockOptions());
    private readonly Func<string, ItemKey> _keyOf = options?.KeyOf ?? (key => Keys.Key(key));

    /// <summary>The key of the table: one attribute, <c>key</c>.</summary>
    public static KeySchema Keys => NamespacedKeys.Schema;

    /// <summary>What a table of locks is made of.</summary>
    public static TableDefinition Definition(string name) => new(name, "expiresAt") { Keys = Keys };

    /// <summary>Takes the lock, or gives up: null if another holds it.</summary>
    /// <param name="key">Which lock; 1 to 2048 bytes.</param>
    /// <param name="lease">How long it is held without renewal; from 1 ms on.</param>
    /// <param name="patience">How long to wait for it; not at all by default.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<HeldLock?> TryAcquireAsync(
        string key,
        TimeSpan lease,
        TimeSpan patience = default,
        CancellationToken cancellation = default
    ) => (await _leases.TryAcquireAsync(new LockItem(_keyOf(key)), lease, patience, cancellation)).Held;

    /// <summary>Until when the lock is held by its holder's clock, if that does not renew it; null if it is free. One read.</summary>
    /// <param name="key">Which lock.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<DateTimeOffset?> HeldUntilAsync(string key, CancellationToken cancellation = default)
    {
        var item = (await table.GetAsync(_keyOf(key), Consistency.Strong, cancellation)).Item;
        return item is not null && LockRecord.Read(item) is { Owner: not null } held
            ? DateTimeOffset.FromUnixTimeSeconds(held.ExpiresAt)
            : null;
    }

    private sealed class LockItem(ItemKey key) : LeasedItem
    {
        public override Item Item { get; } = new(key);

        public override Condition IsFree(DateTimeOffset now, long fencing) => LockRecord.Free(now, fencing);

        public override Write Release(LockRecord held, DateTimeOffset now) =>
            new Put(held.Released(now).On(Item), held.IsHeld);
    }
}

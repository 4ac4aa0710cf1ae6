using LoopWorker.Tables.Requests;

namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>A lock that was taken. Disposing of it releases it.</summary>
/// <remarks>
/// A process that stands still does not notice that its lease ends. What must not happen twice has to be guarded by the resource
/// itself: give it the <see cref="FencingToken"/>, and let it refuse a smaller one than it has seen; or write in one transaction
/// with the <see cref="Guard"/>.
/// </remarks>
public sealed class HeldLock : IAsyncDisposable
{
    private readonly Leases _leases;
    private readonly LeasedItem _leased;
    private readonly Lock _lock = new();
    private LockRecord _record;
    private long _since;
    private bool _isOver;

    internal HeldLock(Leases leases, LeasedItem leased, LockRecord record, long since) =>
        (_leases, _leased, _record, _since) = (leases, leased, record, since);

    /// <summary>Grows with every acquisition of the lock.</summary>
    public long FencingToken => Record.Fencing;

    /// <summary>How long it is held without renewal.</summary>
    public TimeSpan Lease => Record.Lease!.Value;

    /// <summary>Whether nobody else can have it by now.</summary>
    public bool IsHeld => Left > TimeSpan.Zero;

    /// <summary>What is left of the lease; zero or less once it is over.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_lock)
                return _isOver ? TimeSpan.Zero : _record.Lease!.Value - _leases.Time.GetElapsedTime(_since);
        }
    }

    /// <summary>A part of a transaction in the same table: it takes place only if the lock is held still.</summary>
    public Check Guard => new(_leased.Item.Key, Record.IsHeld);

    private LockRecord Record
    {
        get
        {
            lock (_lock)
                return _record;
        }
    }

    /// <summary>Begins the lease anew: false if another has the lock, or may have had it. One write.</summary>
    /// <exception cref="TableException">If the table did not answer: the lock is held for as long as is left of its lease.</exception>
    public async Task<bool> RenewAsync(CancellationToken cancellation = default)
    {
        if (!IsHeld)
            return false;
        var asked = _leases.Time.GetTimestamp();
        LockRecord renewed;
        lock (_lock)
            // Counted even if the answer is lost: whoever sees the beat before must see another after the next try.
            renewed = _record = _record.Renewed(_leases.Time.GetUtcNow());
        var result = await _leases.Table.PutAsync(new Put(renewed.On(_leased.Item), renewed.IsHeld), cancellation);
        lock (_lock)
        {
            if (result.Succeeded)
                _since = asked;
            else
                _isOver = true;
            return !_isOver;
        }
    }

    /// <summary>Gives the lock back: false if another has it. One write.</summary>
    public async Task<bool> ReleaseAsync(CancellationToken cancellation = default) =>
        TryEnd() && await EndAsync(_leased.Release(Record, _leases.Time.GetUtcNow()), cancellation);

    /// <summary>Ends the lease by another write: false if another has it.</summary>
    internal async Task<bool> EndAsync(Func<LockRecord, Write> last, CancellationToken cancellation) =>
        TryEnd() && await EndAsync(last(Record), cancellation);

    public async ValueTask DisposeAsync() => await ReleaseAsync();

    private bool TryEnd()
    {
        lock (_lock)
            return !_isOver && (_isOver = true);
    }

    // What is stored as it was to be, was stored by a first try whose answer was lost.
    private async Task<bool> EndAsync(Write last, CancellationToken cancellation)
    {
        _leases.Forget(_leased.Item.Key, Record);
        if (last is Put put)
        {
            var stored = await _leases.Table.PutAsync(put, cancellation);
            return stored.Succeeded || put.Item.Equals(stored.Stored);
        }
        var deleted = await _leases.Table.DeleteAsync((Delete)last, cancellation);
        return deleted.Succeeded || deleted.Stored is null;
    }
}

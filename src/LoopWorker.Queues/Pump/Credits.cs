using LoopWorker.Core.Concurrency;

namespace LoopWorker.Queues.Pump;

/// <summary>
/// How many more messages this process may take in hand. Whoever receives takes credits first, so no message is received
/// that there is no room for; settling gives them back. They are given in the order in which they are asked for, and where
/// there are few, each receiver gets its share: one that polls an empty queue holds its credits for as long as it polls.
/// </summary>
/// <remarks>
/// Whoever has a reason to keep fewer in hand than the total has a limit of its own (<see cref="AddLimit"/>); the lowest holds.
/// </remarks>
/// <param name="total">Messages in hand at most.</param>
/// <param name="linger">How long to wait for a full batch of credits when only a few are free.</param>
/// <param name="time">Times the linger.</param>
public sealed class Credits(int total, TimeSpan linger, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly int _total = total;
    private readonly List<CreditLimit> _limits = [];
    private int _limit = total;
    private int _inUse;
    private int _receivers = 1;
    private readonly FairLock _line = new();
    private TaskCompletionSource? _returned;

    public int InUse
    {
        get
        {
            lock (_lock)
                return _inUse;
        }
    }

    /// <summary>How many may be taken now; none while more are out than the limit allows.</summary>
    public int Free
    {
        get
        {
            lock (_lock)
                return Math.Max(0, Allowed - _inUse);
        }
    }

    /// <summary>
    /// How many may be out at once, from 1 to the total: the lowest of all limits. What is out already stays out: a lower
    /// limit holds for what is taken from now on.
    /// </summary>
    public int Limit
    {
        get
        {
            lock (_lock)
                return _limit;
        }
    }

    /// <summary>How many take credits again and again, at least 1: among so many they are shared.</summary>
    public int Receivers
    {
        get
        {
            lock (_lock)
                return _receivers;
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (_lock)
                _receivers = value;
            Wake();
        }
    }

    /// <summary>Adds a limit for one reason; it begins at the total.</summary>
    public CreditLimit AddLimit()
    {
        var limit = new CreditLimit(_total, LowestHolds);
        lock (_lock)
            _limits.Add(limit);
        return limit;
    }

    /// <summary>
    /// Takes as many as are wanted, but no more than a fair share; or, after a short wait, as many as there are: at least one.
    /// </summary>
    public async ValueTask<int> TakeAsync(int wanted, CancellationToken cancellation)
    {
        await _line.EnterAsync(cancellation);
        try
        {
            return await TakeInTurnAsync(wanted, cancellation);
        }
        finally
        {
            _line.Leave();
        }
    }

    /// <summary>Takes some more for what was received and is large, though there may be none left: the next ones are waited for longer.</summary>
    public void Charge(int count)
    {
        if (count == 0)
            return;
        lock (_lock)
            _inUse += count;
    }

    /// <exception cref="InvalidOperationException">If more come back than were taken: a delivery has ended twice.</exception>
    public void Return(int count)
    {
        if (count == 0)
            return;
        lock (_lock)
        {
            if (count > _inUse)
                throw new InvalidOperationException($"{count} credits came back where {_inUse} were out.");
            _inUse -= count;
        }
        Wake();
    }

    private void LowestHolds()
    {
        lock (_lock)
            _limit = _limits.Min(limit => limit.Value);
        Wake();
    }

    private void Wake()
    {
        TaskCompletionSource? returned;
        lock (_lock)
            (returned, _returned) = (_returned, null);
        returned?.SetResult();
    }

    private async ValueTask<int> TakeInTurnAsync(int wanted, CancellationToken cancellation)
    {
        var lingered = false;
        while (true)
        {
            Task? wait = null;
            lock (_lock)
            {
                var free = Math.Max(0, Allowed - _inUse);
                var share = Math.Min(wanted, Math.Max(1, Allowed / _receivers));
                if (free >= share || (lingered && free > 0))
                {
                    var taken = Math.Min(free, share);
                    _inUse += taken;
                    return taken;
                }
                // Made under the lock: a credit that comes back right after it wakes this waiter.
                if (free == 0)
                    wait = (_returned ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            if (wait is not null)
            {
                using (cancellation.Register(Wake))
                    await wait;
                cancellation.ThrowIfCancellationRequested();
                continue;
            }
            await Task.Delay(linger, time, cancellation);
            lingered = true;
        }
    }

    // However low the limit, every receiver must be able to take one: each may be the only one whose queue holds messages.
    private int Allowed => Math.Max(_limit, Math.Min(_total, _receivers));
}

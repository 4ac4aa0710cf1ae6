namespace LoopWorker.Queues.Pump;

/// <summary>
/// How many more messages this process may take in hand. Whoever receives takes credits first, so no message is received
/// that there is no room for; settling gives them back.
/// </summary>
/// <param name="total">Messages in hand at most.</param>
/// <param name="linger">How long to wait for a full batch of credits when only a few are free.</param>
/// <param name="time">Times the linger.</param>
public sealed class Credits(int total, TimeSpan linger, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly int _total = total;
    private int _free = total;
    private TaskCompletionSource? _returned;

    public int Free
    {
        get
        {
            lock (_lock)
                return _free;
        }
    }

    public int InUse => _total - Free;

    /// <summary>Takes as many as are wanted, or after a short wait as many as there are: at least one.</summary>
    public async ValueTask<int> TakeAsync(int wanted, CancellationToken cancellation)
    {
        wanted = Math.Min(wanted, _total);
        for (var lingered = false; ; )
        {
            Task? wait = null;
            lock (_lock)
            {
                if (_free >= wanted || (lingered && _free > 0))
                {
                    var taken = Math.Min(_free, wanted);
                    _free -= taken;
                    return taken;
                }
                if (_free == 0)
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

    /// <exception cref="InvalidOperationException">If more come back than were taken: a delivery has ended twice.</exception>
    public void Return(int count)
    {
        if (count == 0)
            return;
        lock (_lock)
        {
            if (count > _total - _free)
                throw new InvalidOperationException($"{count} credits came back where {_total - _free} were out.");
            _free += count;
        }
        Wake();
    }

    private void Wake()
    {
        TaskCompletionSource? returned;
        lock (_lock)
            (returned, _returned) = (_returned, null);
        returned?.SetResult();
    }
}

namespace LoopWorker.Queues.Pump.Leases;

/// <summary>Watches by when each is to be looked at, and a timer that stands at the first.</summary>
internal sealed class WatchSchedule : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<LeaseWatch, TimeSpan> _watches = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource _due = NewSignal();
    private bool _closed;

    public WatchSchedule(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Now => _time.GetElapsedTime(0);

    public void Add(IEnumerable<(LeaseWatch Watch, TimeSpan At)> watches)
    {
        lock (_lock)
        {
            var first = First;
            foreach (var (watch, at) in watches)
                _watches.Enqueue(watch, at);
            if (First < first)
                SetTimer();
        }
    }

    /// <summary>Waits until there is something to look at, and takes it; null when closed.</summary>
    public async Task<IReadOnlyList<LeaseWatch>?> TakeDueAsync()
    {
        while (true)
        {
            Task due;
            lock (_lock)
            {
                if (_closed)
                    return null;
                if (Take() is { Count: > 0 } taken)
                    return taken;
                if (_due.Task.IsCompleted)
                    _due = NewSignal();
                due = _due.Task;
                SetTimer();
            }
            await due;
        }
    }

    public void Close()
    {
        lock (_lock)
            _closed = true;
        Signal();
    }

    public void Dispose() => _timer.Dispose();

    private void Signal()
    {
        lock (_lock)
            _due.TrySetResult();
    }

    private List<LeaseWatch> Take()
    {
        var taken = new List<LeaseWatch>();
        while (First <= Now)
            taken.Add(_watches.Dequeue());
        return taken;
    }

    private TimeSpan First => _watches.TryPeek(out _, out var first) ? first : TimeSpan.MaxValue;

    private void SetTimer()
    {
        var pause = First == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : First - Now;
        // Rounded up to what a timer can tell, so that it never fires just too early.
        if (pause > TimeSpan.Zero)
            pause = TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds));
        else if (pause != Timeout.InfiniteTimeSpan)
            pause = TimeSpan.Zero;
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using LoopWorker.Core.Progressing;

namespace LoopWorker.Core.Concurrency;

/// <summary>
/// Items by when each is due, and one timer that stands at the first. Any number of threads may add; one loop takes.
/// </summary>
public sealed class DelayQueue<T> : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<T, TimeSpan> _items = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource _due = NewSignal();
    private long _firstAt = TimeSpan.MaxValue.Ticks;
    private bool _closed;

    /// <param name="time">The clock of <see cref="Now"/>.</param>
    public DelayQueue(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock by which items are due: it counts from an arbitrary instant and never goes back.</summary>
    public TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>How many items wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _items.Count;
        }
    }

    /// <summary>Whether the first item is overdue, and since when; what is not yet due is no work.</summary>
    public Progress Progress
    {
        get
        {
            var first = TimeSpan.FromTicks(Interlocked.Read(ref _firstAt));
            return Now is var now && first < now ? new Progress(1, now - first) : default;
        }
    }

    /// <summary>Adds items, each due at a time on the clock of <see cref="Now"/>; false once closed.</summary>
    public bool Add(params IEnumerable<(T Item, TimeSpan At)> items)
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            var first = First;
            foreach (var (item, at) in items)
                _items.Enqueue(item, at);
            NoteFirst();
            if (First < first)
                SetTimer();
            return true;
        }
    }

    /// <summary>Waits until items are due, and takes them; null once closed.</summary>
    public async Task<IReadOnlyList<T>?> TakeDueAsync()
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
                // A timer may have fired for what was just taken: its signal must not end the next wait.
                if (_due.Task.IsCompleted)
                    _due = NewSignal();
                due = _due.Task;
                SetTimer();
            }
            await due;
        }
    }

    /// <summary>Nothing is taken any more. Hands over what is left, the first due first.</summary>
    public IReadOnlyList<T> Close()
    {
        var left = new List<T>();
        lock (_lock)
        {
            _closed = true;
            while (_items.TryDequeue(out var item, out _))
                left.Add(item);
            NoteFirst();
        }
        Signal();
        return left;
    }

    public void Dispose() => _timer.Dispose();

    private void Signal()
    {
        lock (_lock)
            _due.TrySetResult();
    }

    private List<T> Take()
    {
        var taken = new List<T>();
        while (First <= Now)
            taken.Add(_items.Dequeue());
        if (taken.Count > 0)
            NoteFirst();
        return taken;
    }

    private void NoteFirst() => Interlocked.Exchange(ref _firstAt, First.Ticks);

    private TimeSpan First => _items.TryPeek(out _, out var first) ? first : TimeSpan.MaxValue;

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

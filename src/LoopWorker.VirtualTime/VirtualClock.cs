namespace LoopWorker.VirtualTime;

/// <summary>
/// A clock that moves only when told to. Timers fire inside <see cref="Advance"/>, in order of their due times and, at
/// the same instant, in the order they were set.
/// </summary>
/// <remarks>
/// Durations (<see cref="GetTimestamp"/>, timers) always follow the clock. The time of day may be made to stand still
/// (<see cref="WallClock.Standing"/>): work that waits goes on, and everything it writes bears the same date.
/// </remarks>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _start;
    private readonly WallClock _wallClock;
    private readonly PriorityQueue<(VirtualTimer Timer, long Setting), (long Due, long Order)> _due = new();
    private long _elapsedTicks;
    private long _order;

    public VirtualClock(DateTimeOffset start, WallClock wallClock = WallClock.Running)
    {
        _start = start.ToUniversalTime();
        _wallClock = wallClock;
    }

    /// <summary>How far the clock has moved.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp()
    {
        lock (_lock)
            return _elapsedTicks;
    }

    public override DateTimeOffset GetUtcNow() => _wallClock == WallClock.Standing ? _start : _start + Elapsed;

    /// <summary>Moves the clock on, firing what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetTimestamp() + by.Ticks;
        while (FireNext(target)) { }
        lock (_lock)
            _elapsedTicks = Math.Max(_elapsedTicks, target);
    }

    /// <summary>Moves the clock to the next due timer and fires it; false if none is set.</summary>
    public bool AdvanceToNextTimer() => FireNext(long.MaxValue);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private bool FireNext(long latest)
    {
        VirtualTimer timer;
        lock (_lock)
        {
            while (_due.TryPeek(out var entry, out _) && entry.Setting != entry.Timer.Setting)
                _due.Dequeue();
            if (!_due.TryPeek(out var next, out var priority) || priority.Due > latest)
                return false;
            _due.Dequeue();
            _elapsedTicks = Math.Max(_elapsedTicks, priority.Due);
            timer = next.Timer;
            if (timer.Period > TimeSpan.Zero)
                Set(timer, timer.Period);
            else
                timer.Setting = 0;
        }
        timer.Fire();
        return true;
    }

    // Call with the lock held. An entry whose setting is no longer its timer's is stale and skipped when it comes up.
    private void Set(VirtualTimer timer, TimeSpan delay)
    {
        timer.Setting = ++_order;
        _due.Enqueue((timer, _order), (_elapsedTicks + Math.Max(0, delay.Ticks), _order));
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Setting { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                Period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    Setting = 0;
                else
                    clock.Set(this, dueTime);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Whether a <see cref="VirtualClock"/>'s time of day moves with it.</summary>
public enum WallClock
{
    Running,
    Standing,
}

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>A clock whose timers fire when the test says so: early or late, as the operating system's do.</summary>
internal sealed class UnpunctualClock : TimeProvider
{
    private readonly List<HeldTimer> _timers = [];

    public TimeSpan Elapsed { get; set; }

    /// <summary>How many timers are set.</summary>
    public int Armed => _timers.Count(timer => timer.IsSet);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeldTimer(() => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Fires the timers set to less than that long.</summary>
    public void Fire(TimeSpan below)
    {
        foreach (var timer in _timers.Where(timer => timer.IsSet && timer.DueTime < below).ToList())
            timer.Fire();
    }

    private sealed class HeldTimer(Action callback) : ITimer
    {
        public TimeSpan DueTime { get; private set; } = Timeout.InfiniteTimeSpan;

        public bool IsSet => DueTime != Timeout.InfiniteTimeSpan;

        public void Fire()
        {
            DueTime = Timeout.InfiniteTimeSpan;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueTime = dueTime;
            return true;
        }

        public void Dispose() => DueTime = Timeout.InfiniteTimeSpan;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

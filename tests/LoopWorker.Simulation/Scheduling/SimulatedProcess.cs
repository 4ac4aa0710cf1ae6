namespace LoopWorker.Simulation.Scheduling;

/// <summary>
/// A process of the simulation: what is posted to it waits until the simulator draws it. It can be killed at any await, or
/// stand still for a while.
/// </summary>
internal sealed class SimulatedProcess : SynchronizationContext
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<(SendOrPostCallback Callback, object? State)> _ready = [];
    private int? _stepsLeft;
    private Action _died = () => { };

    public SimulatedProcess(string name, TimeProvider clock, TimeSpan skew)
    {
        Name = name;
        Time = new ProcessTime(this, clock, skew);
    }

    public string Name { get; }

    /// <summary>The common clock as this process reads it. Its timers fire in this process, and not in a dead one.</summary>
    public TimeProvider Time { get; }

    public bool IsDead { get; private set; }

    public bool IsFrozen { get; set; }

    /// <summary>How many continuations could run now.</summary>
    public int Ready => IsFrozen ? 0 : _ready.Count;

    public void Kill()
    {
        IsDead = true;
        _ready.Clear();
    }

    /// <summary>It dies after so many more steps, wherever it is then.</summary>
    public void KillAfter(int steps, Action died) => (_stepsLeft, _died) = (steps, died);

    /// <summary>Begins work that belongs to this process.</summary>
    public T Begin<T>(Func<T> work)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return work();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs the continuation at this place of those that are ready.</summary>
    public void Step(int place)
    {
        var (callback, state) = _ready[place];
        _ready[place] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        SetSynchronizationContext(this);
        callback(state);
        if (IsDead || _stepsLeft is not { } left || (_stepsLeft = left - 1) > 0)
            return;
        Kill();
        _died();
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("A continuation came from outside the simulation.");
        if (!IsDead)
            _ready.Add((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private sealed class ProcessTime(SimulatedProcess process, TimeProvider clock, TimeSpan skew) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + skew;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(_ => process.Post(_ => callback(state), null), null, dueTime, period);
    }
}

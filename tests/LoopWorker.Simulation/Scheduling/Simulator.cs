using LoopWorker.VirtualTime;

namespace LoopWorker.Simulation.Scheduling;

/// <summary>
/// Runs all processes on one thread: the next continuation is drawn by the seed from all that are ready, and when none is,
/// the clock moves to the next timer. The same seed runs the same way every time.
/// </summary>
internal sealed class Simulator(int seed)
{
    private readonly List<SimulatedProcess> _processes = [];

    public Random Random { get; } = new(seed);

    public VirtualClock Clock { get; } = new(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));

    // Now and then time goes by although something is ready: processors are not infinitely fast.
    private const int StepsBetweenDelays = 40;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(5);

    /// <summary>How many continuations have run.</summary>
    public long Steps { get; private set; }

    public SimulatedProcess NewProcess(string name, TimeSpan skew = default)
    {
        _processes.RemoveAll(process => process.IsDead);
        var process = new SimulatedProcess(name, Clock, skew);
        _processes.Add(process);
        return process;
    }

    /// <summary>Runs until the work has ended.</summary>
    /// <exception cref="InvalidOperationException">If it can never end.</exception>
    public void RunUntil(Task work)
    {
        var outer = SynchronizationContext.Current;
        try
        {
            while (!work.IsCompleted)
                if (!TryStep() && !Clock.AdvanceToNextTimer())
                    throw new InvalidOperationException("Nothing is ready and no timer is set.");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
        work.GetAwaiter().GetResult();
    }

    private bool TryStep()
    {
        var ready = 0;
        foreach (var process in _processes)
            ready += process.Ready;
        if (ready == 0)
            return false;
        if (Random.Next(StepsBetweenDelays) == 0)
            Clock.Advance(LongestDelay * Random.NextDouble());
        var drawn = Random.Next(ready);
        foreach (var process in _processes)
        {
            if (drawn < process.Ready)
            {
                Steps++;
                process.Step(drawn);
                return true;
            }
            drawn -= process.Ready;
        }
        return false;
    }
}

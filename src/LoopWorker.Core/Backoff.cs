namespace LoopWorker.Core;

/// <summary>
/// Full jitter: a wait evenly spread from zero to a bound that doubles with each attempt up to a cap, so that those who
/// failed together do not come back together.
/// </summary>
/// <remarks>Source: AWS Architecture Blog, "Exponential Backoff And Jitter".</remarks>
/// <param name="First">The bound of the first wait.</param>
/// <param name="Cap">The bound of every later wait at most.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Cap)
{
    /// <summary>The wait after the given attempt.</summary>
    /// <param name="attempt">1 for the first.</param>
    /// <param name="fraction">Chance, from 0 up to 1.</param>
    public TimeSpan After(int attempt, double fraction)
    {
        var doublings = Math.Clamp(attempt - 1, 0, 30);
        var bound = Math.Min(Cap.Ticks, First.Ticks * Math.Pow(2, doublings));
        return TimeSpan.FromTicks((long)(bound * fraction));
    }

    /// <summary>
    /// The same in whole seconds, at least one: what a visibility timeout can express. Not for waits that are to keep
    /// processes apart: those would all come back at a full second.
    /// </summary>
    public TimeSpan SecondsAfter(int attempt, double fraction) =>
        TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(After(attempt, fraction).TotalSeconds)));
}

namespace LoopWorker.Hosting;

/// <summary>A clock that always shows the same time, while waiting takes as long as ever: to work through a day of the past.</summary>
public sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

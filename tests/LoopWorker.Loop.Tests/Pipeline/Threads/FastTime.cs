using LoopWorker.Loop.Tests.Support;

namespace LoopWorker.Loop.Tests.Pipeline.Threads;

/// <summary>Real time, so many times as fast: on real threads, what takes seconds is over in milliseconds.</summary>
internal sealed class FastTime(int times) : TimeProvider
{
    private readonly long _start = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => times * (System.GetTimestamp() - _start);

    public override DateTimeOffset GetUtcNow() => Make.Now + GetElapsedTime(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(this, System.CreateTimer(callback, state, Real(dueTime), Real(period)));

    // Rounded up: a timer must not fire too early.
    private TimeSpan Real(TimeSpan span) =>
        span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds / times));

    private sealed class FastTimer(FastTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Real(dueTime), time.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Throttling;

/// <summary>
/// How long messages are kept in hand while the table throttles or does not answer: giving them back would help nobody, and
/// would use up the receives that they have. Once the worker is to stop, only a little while.
/// </summary>
/// <param name="maximum">How long a message may be in hand.</param>
/// <param name="time">Measures the stopping.</param>
public sealed class HoldLimit(TimeSpan maximum, TimeProvider time)
{
    private static readonly TimeSpan WhileStopping = TimeSpan.FromSeconds(5);

    private long _stoppingSince = -1;

    /// <summary>The worker is to stop: from now on there is little time.</summary>
    public void Shorten() => Interlocked.CompareExchange(ref _stoppingSince, time.GetTimestamp(), -1);

    /// <summary>Whether a message may be kept for another try.</summary>
    public bool Allows(Delivery delivery) =>
        delivery.Lease.IsHeld
        && delivery.Lease.AttemptAge < maximum
        && (
            Interlocked.Read(ref _stoppingSince) is var since
            && (since < 0 || time.GetElapsedTime(since) < WhileStopping)
        );
}

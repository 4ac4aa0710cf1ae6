using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Intake;

/// <summary>
/// What time it is when a message is read. The worker's clock may be wrong, and its queue has a clock too: what lies in the future is judged by the
/// later of the two, so that a clock that is behind makes no dead letters. A clock that is far from the queue's is told of once, until it is right again.
/// </summary>
/// <param name="options">Whether the clock is one that can be wrong.</param>
/// <param name="observer">Told of a clock that is.</param>
/// <param name="time">The worker's clock.</param>
public sealed class IntakeClock(PipelineOptions options, IPipelineObserver observer, TimeProvider time)
{
    /// <summary>A clock that is farther from the queue's than this is told of.</summary>
    public static readonly TimeSpan LargeSkew = TimeSpan.FromMinutes(1);

    private int _told;

    /// <summary>The time by which a message is judged.</summary>
    /// <param name="delivery">The message; one that came by the routing queue has been sent twice.</param>
    public DateTimeOffset NowFor(Delivery delivery)
    {
        var now = time.GetUtcNow();
        if (options.ClockIsSetByHand)
            return now;
        if (SkewOf(delivery.Message, now - delivery.Lease.Age) is { } skew)
            Watch(skew, delivery.Source);
        var sent = Later(delivery.Message.SentAt, delivery.Original.SentAt);
        return Later(now, sent);
    }

    /// <summary>
    /// How far a clock is ahead of the queue's, or behind if less than zero; null if a message does not tell. A message tells it at its first receive, of
    /// which both know the time. Pure.
    /// </summary>
    /// <param name="message">As it was received.</param>
    /// <param name="receivedAt">When, by the clock in question.</param>
    public static TimeSpan? SkewOf(ReceivedMessage message, DateTimeOffset receivedAt) =>
        message.ReceiveCount == 1 && message.FirstReceivedAt > DateTimeOffset.UnixEpoch
            ? receivedAt - message.FirstReceivedAt
            : null;

    // It has to become much better before it can be told of again.
    private void Watch(TimeSpan skew, Source source)
    {
        var size = skew.Duration();
        if (size > LargeSkew && Interlocked.Exchange(ref _told, 1) == 0)
            observer.OnClockSkewed(source, skew);
        else if (size < LargeSkew / 2)
            _told = 0;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline;

/// <summary>Is told what the pipeline does, for counting and reporting. Called from many threads; must not block or throw.</summary>
public interface IPipelineObserver
{
    /// <summary>The worker starts.</summary>
    /// <param name="gauges">How full its pipeline is, at any time.</param>
    void OnStarted(PipelineGauges gauges) { }

    /// <summary>A delivery has ended.</summary>
    void OnSettled(Settlement settlement, Settled how) { }

    /// <summary>A message has failed, and is tried again without being given back.</summary>
    void OnRetrying(Settlement.Retry retry) { }

    /// <summary>A transaction was tried, and has committed its events or not.</summary>
    void OnAttempted(CommitAttempt attempt) { }

    /// <summary>A transaction had to wait, because the table was to be left alone.</summary>
    void OnHeldBack(TimeSpan waited) { }

    /// <summary>A notification was accepted by its queue.</summary>
    void OnNotified(Notification notification) { }

    /// <summary>The visibility timeouts of so many messages in hand were extended.</summary>
    void OnRenewed(int messages) { }

    /// <summary>A message was lost to its visibility timeout before it was settled.</summary>
    void OnLost(Delivery delivery) { }

    /// <summary>The worker's clock is far from the one of a queue.</summary>
    /// <param name="source">The queue.</param>
    /// <param name="skew">How far it is ahead; less than zero if it is behind.</param>
    void OnClockSkewed(Source source, TimeSpan skew) { }

    /// <summary>The worker has stopped.</summary>
    void OnDrained(DrainReport report) { }
}

/// <summary>Several observers, told one after another.</summary>
public sealed class ObserverGroup(IReadOnlyList<IPipelineObserver> observers) : IPipelineObserver
{
    public void OnStarted(PipelineGauges gauges)
    {
        foreach (var observer in observers)
            observer.OnStarted(gauges);
    }

    public void OnSettled(Settlement settlement, Settled how)
    {
        foreach (var observer in observers)
            observer.OnSettled(settlement, how);
    }

    public void OnRetrying(Settlement.Retry retry)
    {
        foreach (var observer in observers)
            observer.OnRetrying(retry);
    }

    public void OnAttempted(CommitAttempt attempt)
    {
        foreach (var observer in observers)
            observer.OnAttempted(attempt);
    }

    public void OnHeldBack(TimeSpan waited)
    {
        foreach (var observer in observers)
            observer.OnHeldBack(waited);
    }

    public void OnNotified(Notification notification)
    {
        foreach (var observer in observers)
            observer.OnNotified(notification);
    }

    public void OnRenewed(int messages)
    {
        foreach (var observer in observers)
            observer.OnRenewed(messages);
    }

    public void OnLost(Delivery delivery)
    {
        foreach (var observer in observers)
            observer.OnLost(delivery);
    }

    public void OnClockSkewed(Source source, TimeSpan skew)
    {
        foreach (var observer in observers)
            observer.OnClockSkewed(source, skew);
    }

    public void OnDrained(DrainReport report)
    {
        foreach (var observer in observers)
            observer.OnDrained(report);
    }
}

/// <summary>Looks away.</summary>
public sealed class SilentObserver : IPipelineObserver
{
    public static SilentObserver Instance { get; } = new();
}

using LoopWorker.Loop.Notifications;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline;

/// <summary>Is told what the pipeline does, for counting and reporting. Called from many threads; must not block or throw.</summary>
public interface IPipelineObserver
{
    /// <summary>A delivery has ended.</summary>
    void OnSettled(Settlement settlement, Settled how) { }

    /// <summary>A transaction has committed events of users, one context write a user.</summary>
    void OnCommitted(int users, int events) { }

    /// <summary>A notification was accepted by its queue.</summary>
    void OnNotified(Notification notification) { }

    /// <summary>The visibility timeouts of so many messages in hand were extended.</summary>
    void OnRenewed(int messages) { }

    /// <summary>A message was lost to its visibility timeout before it was settled.</summary>
    void OnLost(Delivery delivery) { }
}

/// <summary>Looks away.</summary>
public sealed class SilentObserver : IPipelineObserver
{
    public static SilentObserver Instance { get; } = new();
}

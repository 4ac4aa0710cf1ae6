namespace LoopWorker.Queues.Tests.Contract;

/// <summary>What a queue engine brings to the contract: an account for queues, and its time.</summary>
public abstract class QueueEngine
{
    public abstract Task<IQueueService> CreateServiceAsync();

    /// <summary>Lets time go by for the engine. Contract tests ask for a few seconds at most, for a real engine waits.</summary>
    public abstract Task PassTimeAsync(TimeSpan time);

    /// <summary>Runs a test in the engine's time.</summary>
    public virtual Task RunAsync(Func<Task> test) => test();
}

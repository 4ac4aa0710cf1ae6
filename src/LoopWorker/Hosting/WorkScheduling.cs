using LoopWorker.VirtualTime;

namespace LoopWorker.Hosting;

/// <summary>Where the worker's code runs.</summary>
public interface IWorkScheduler
{
    /// <summary>Runs the work until it ends or is stopped.</summary>
    Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop);
}

/// <summary>On the thread pool, in real time.</summary>
public sealed class ThreadPoolScheduler : IWorkScheduler
{
    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop) => work(stop);
}

/// <summary>On a virtual-time scheduler that someone else drives.</summary>
public sealed class VirtualScheduler(VirtualTimeScheduler scheduler) : IWorkScheduler, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _enrolled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the worker waits to be driven.</summary>
    public Task Enrolled => _enrolled.Task;

    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        var running = scheduler.Enroll(() => work(_stop.Token));
        _enrolled.TrySetResult();
        return running;
    }

    /// <summary>Stops the worker, from within the scheduler: the host's own token would come from another thread.</summary>
    public void StopWorker() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}

namespace LoopWorker.Core.Concurrency;

/// <summary>Tasks that run concurrently, up to a maximum. For one loop that starts them and waits for room between.</summary>
/// <param name="maximum">Tasks at once.</param>
public sealed class BoundedTasks(int maximum)
{
    private readonly List<Task> _tasks = new(maximum);
    private readonly TaskCompletionSource _fault = new();

    /// <summary>Ends with the loop that starts the tasks, or as soon as one of them throws, with what it threw.</summary>
    public async Task WatchAsync(Task loop) => await await Task.WhenAny(loop, _fault.Task);

    /// <summary>Waits until one more may be started. Throws what a finished task threw.</summary>
    public async ValueTask WaitForRoomAsync()
    {
        while (_tasks.Count >= maximum)
            await ReapAsync();
    }

    /// <summary>Keeps a task that was started.</summary>
    public void Add(Task task)
    {
        if (!task.IsCompletedSuccessfully)
            _tasks.Add(NoteFaultAsync(task));
    }

    /// <summary>Waits until all are finished. Throws what one of them threw.</summary>
    public async ValueTask FinishAsync()
    {
        while (_tasks.Count > 0)
            await ReapAsync();
    }

    private async Task NoteFaultAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            _fault.TrySetException(exception);
            throw;
        }
    }

    private async Task ReapAsync()
    {
        var finished = await Task.WhenAny(_tasks);
        _tasks.Remove(finished);
        await finished;
    }
}

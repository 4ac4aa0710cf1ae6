namespace LoopWorker.Core.Concurrency;

/// <summary>Loops of which one's fault ends the waiting for all.</summary>
public static class FailFast
{
    /// <summary>Waits until all have ended, or until the first throws: the others are then waited for no longer.</summary>
    public static async Task WhenAllAsync(params IEnumerable<Task> loops)
    {
        var running = loops.ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            await ended;
        }
    }
}

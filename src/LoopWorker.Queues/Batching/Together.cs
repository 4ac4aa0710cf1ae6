namespace LoopWorker.Queues.Batching;

/// <summary>Loops that belong together.</summary>
public static class Together
{
    /// <summary>Waits until all have ended, or until the first throws: the others are then waited for no longer.</summary>
    public static async Task RunAsync(params IEnumerable<Task> loops)
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

using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline;

/// <summary>
/// One run of a pipeline, and how it ends. Two signals rule the end: the intake ends when the worker is told to stop, and
/// the second one says that the time to finish is over.
/// </summary>
internal sealed class PipelineRun(EventPipeline pipeline)
{
    private readonly Task _resolving = pipeline.Resolver.RunAsync();
    private readonly Task _committing = pipeline.Committer.RunAsync();
    private readonly Task _notifying = pipeline.Notifier.RunAsync();
    private readonly Task _trimming = pipeline.Trimmer.RunAsync();
    private readonly Task _settling = pipeline.Settler.RunAsync();
    private readonly Task _keeping = pipeline.Keeper.RunAsync();

    /// <summary>Waits until the intake has ended, well or not, or a stage has failed.</summary>
    public async Task WaitForStopAsync(Task intake)
    {
        var ended = await Task.WhenAny(intake, _resolving, _committing, _notifying, _trimming, _settling, _keeping);
        if (ended == intake)
            return;
        // A stage ends early only by a fault, which must not be waited over. Its messages are for others.
        pipeline.Keeper.Complete();
        await ended;
    }

    /// <summary>
    /// Finishes what has begun and gives back what has not. What is not finished when the time is over is left to its
    /// visibility timeout.
    /// </summary>
    public async Task DrainAsync(CancellationToken timeIsOver)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(timeIsOver);
        await await Task.WhenAny(FinishAsync(), UntilAsync(inTime.Token));
        inTime.Cancel();
        pipeline.Keeper.Complete();
    }

    private async Task FinishAsync()
    {
        pipeline.Patience.Shorten();
        // What no one has begun is given back at once.
        pipeline.Resolver.Drain();
        foreach (var waiting in pipeline.Groups.Close())
            await pipeline.Settler.AddAsync(new Settlement.Release(waiting));
        foreach (var waiting in pipeline.Lanes.Close())
            await pipeline.Settler.AddAsync(new Settlement.Release(waiting.Delivery));
        pipeline.Rests.Close();
        await _resolving;
        // What has begun is finished: commits first, then what they brought about.
        await _committing;
        pipeline.Notifier.Complete();
        await _notifying;
        pipeline.Trimmer.Complete();
        await _trimming;
        // Nothing is in hand any more but settlements, and leases are kept until the last.
        pipeline.Settler.Complete();
        await _settling;
        pipeline.Keeper.Complete();
        await _keeping;
    }

    private static async Task UntilAsync(CancellationToken timeIsOver)
    {
        var over = new TaskCompletionSource();
        using (timeIsOver.Register(() => over.TrySetResult()))
            await over.Task;
    }
}

using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline;

/// <summary>
/// One run of a pipeline, and how it ends. Two signals rule the end: the intake ends when the worker is told to stop, and
/// the second one says that the time to finish is over.
/// </summary>
internal sealed class PipelineRun(EventPipeline pipeline)
{
    private readonly IReadOnlyList<(IStage Stage, Task Running)> _stages =
    [
        .. pipeline.Stages.Select(stage => (stage, stage.RunAsync())),
    ];

    /// <summary>Waits until the intake has ended, well or not, or a stage has failed.</summary>
    public async Task WaitForStopAsync(Task intake)
    {
        var ended = await Task.WhenAny([intake, .. _stages.Select(stage => stage.Running)]);
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
        pipeline.Hold.Shorten();
        // What no stage has begun is given back at once, whatever the others are waiting for.
        foreach (var (stage, _) in _stages)
            await pipeline.ReleaseAsync(stage.GiveBack());
        // What has begun is finished, stage by stage.
        foreach (var (stage, running) in _stages)
        {
            stage.Complete();
            await running;
        }
    }

    private static async Task UntilAsync(CancellationToken timeIsOver)
    {
        var over = new TaskCompletionSource();
        using (timeIsOver.Register(() => over.TrySetResult()))
            await over.Task;
    }
}

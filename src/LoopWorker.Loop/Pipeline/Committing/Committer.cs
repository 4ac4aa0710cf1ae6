using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// Group commit: what waits in the lanes of many users goes into one transaction. Here batches are formed, several of them
/// under way at once; <see cref="CommitLifecycle"/> sees each through.
/// </summary>
public sealed class Committer(
    UserLanes lanes,
    CommitLifecycle lifecycle,
    CommitWindow window,
    ResultRoute route,
    PipelineOptions options,
    TimeProvider time
) : IStage
{
    private static readonly TimeSpan WaitedForAtMost = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    private readonly List<(Task Task, long Begun)> _recent = [];
    private readonly ProgressMeter _commits = new(time);
    private readonly BoundedTasks _underWay = new(options.CommitConcurrency);

    public string Name => "commit";

    /// <summary>What waits in the lanes, and what is being committed.</summary>
    public Progress Progress => lanes.Progress + _commits.Progress;

    /// <summary>Commits until the lanes are closed and all that was taken from them has a result.</summary>
    public Task RunAsync() => _underWay.WatchAsync(CommitAllAsync());

    /// <summary>Nothing to do: it ends when the lanes are closed.</summary>
    public void Complete() { }

    private async Task CommitAllAsync()
    {
        while (await lanes.WaitForReadyAsync())
        {
            // Room first, events after: what waits for room can still be joined by others, what is taken cannot.
            await _underWay.WaitForRoomAsync();
            await GatherAsync();
            var most = window.Users;
            var users = lanes.Take(most);
            if (users.Count > 0)
                Start(CommitBatch.Of(users, isFull: users.Count == most));
        }
        await _underWay.FinishAsync();
    }

    // As Nagle's algorithm has it for packets: while a transaction is under way the next one waits until it is full. One that hangs
    // is not waited for.
    private async Task GatherAsync()
    {
        if (lanes.IsWorthWaiting(window.Users))
            await Task.Delay(options.Linger, time);
        while (IsBetterLater())
            await Task.WhenAny([.. _recent.Select(commit => commit.Task), Task.Delay(BetweenLooks, time)]);
    }

    private bool IsBetterLater()
    {
        _recent.RemoveAll(commit => commit.Task.IsCompleted || time.GetElapsedTime(commit.Begun) >= WaitedForAtMost);
        return _recent.Count > 0 && (_recent.Count >= window.Commits || lanes.IsWorthWaiting(window.Users));
    }

    private void Start(CommitBatch batch)
    {
        var begun = time.GetTimestamp();
        var commit = CommitAsync(batch);
        _underWay.Add(commit);
        _recent.Add((commit, begun));
    }

    private async Task CommitAsync(CommitBatch batch)
    {
        _commits.Took(batch.EventCount);
        await foreach (var result in lifecycle.RunAsync(batch))
        {
            await route(result);
            _commits.Moved();
        }
        _commits.Done(batch.EventCount);
    }
}

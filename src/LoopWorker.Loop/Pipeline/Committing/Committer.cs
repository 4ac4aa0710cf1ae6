using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// Group commit: what waits in the lanes of many users goes into one transaction. A group that meets a conflict is split;
/// one that keeps failing goes event by event, so that a bad event holds up no other. While the table itself refuses, groups
/// wait as they are; a user whose own partition refuses waits alone.
/// </summary>
public sealed class Committer(
    UserLanes lanes,
    CommitAttempts attempts,
    LaneRests rests,
    Patience patience,
    Settler settler,
    PipelineOptions options,
    Randomness randomness,
    TimeProvider time
)
{
    private const int RoundsTogether = 3;
    private const int RoundsAlone = 5;
    private static readonly Backoff BetweenRounds = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1));

    private readonly GroupSize _size = new();
    private readonly BoundedTasks _underWay = new(options.CommitConcurrency);

    /// <summary>Commits until the lanes are closed and all that was taken is dealt with.</summary>
    public Task RunAsync() => _underWay.WatchAsync(CommitAllAsync());

    private async Task CommitAllAsync()
    {
        while (await lanes.WaitForReadyAsync())
        {
            await _underWay.WaitForRoomAsync();
            if (lanes.IsWorthWaiting(_size.Users))
                await Task.Delay(options.Linger, time);
            var works = lanes.Take(_size.Users);
            if (works.Count > 0)
                _underWay.Add(CommitTogetherAsync(works));
        }
        await _underWay.FinishAsync();
    }

    private async Task CommitTogetherAsync(List<LaneWork> works)
    {
        for (var round = 1; round <= RoundsTogether && works.Count > 0; round++)
        {
            var full = works.Count >= _size.Users;
            switch (await AttemptAsync(works, UserLanes.EventsPerUser))
            {
                case null:
                    if (full && works.Count == 0)
                        _size.Grow();
                    break;
                case { Kind: ObstacleKind.Unavailable }:
                    // The gate has waited, and will again.
                    round--;
                    break;
                default:
                    _size.Halve();
                    await PauseAsync(round);
                    works = await CommitFirstHalfAsync(works);
                    break;
            }
        }
        foreach (var work in works)
            await CommitOneByOneAsync(work);
    }

    // The other half.
    private async Task<List<LaneWork>> CommitFirstHalfAsync(List<LaneWork> works)
    {
        if (works.Count < 2)
            return works;
        var half = works.Count / 2;
        await CommitTogetherAsync(works[..half]);
        return works[half..];
    }

    private async Task CommitOneByOneAsync(LaneWork work)
    {
        List<LaneWork> alone = [work];
        for (var round = 1; alone.Count > 0; round++)
        {
            var before = work.Events.Count;
            var obstacle = await AttemptAsync(alone, 1);
            if (work.Events.Count < before)
            {
                round = 0;
            }
            else if (obstacle is { Kind: ObstacleKind.Unavailable })
            {
                round--;
            }
            else if (round >= RoundsAlone)
            {
                await RetryLaterAsync(work, 0, obstacle?.Reason ?? KeptChanging);
                await ReturnFinishedAsync(alone);
                round = 0;
            }
            else if (obstacle is not null)
            {
                await PauseAsync(round);
            }
        }
    }

    private const string KeptChanging = "The user's state kept changing under this event's commits.";

    // What stood in the way; null if nothing did that another try may meet again. Events that are dealt with have left their
    // work, and works without events have left the list.
    private async Task<Obstacle?> AttemptAsync(List<LaneWork> works, int eventsPerUser)
    {
        var (obstacle, hot) = await attempts.TryAsync(works, eventsPerUser);
        if (obstacle is { Kind: ObstacleKind.HotKey } && works.Count == 1)
            (obstacle, hot) = (null, [.. works]);
        if (obstacle is { Kind: ObstacleKind.Unavailable })
            await GiveUpAsync(works, obstacle.Reason);
        await RestAsync(works, hot);
        await ReturnFinishedAsync(works);
        return obstacle;
    }

    private async Task RestAsync(List<LaneWork> works, IReadOnlyList<LaneWork> hot)
    {
        await GiveUpAsync(hot, "The user's partition is over its throughput.");
        foreach (var work in hot.Where(work => work.Events.Count > 0))
        {
            if (rests.TryBegin(work))
            {
                works.Remove(work);
                continue;
            }
            foreach (var occurrence in work.Events)
                await settler.AddAsync(new Settlement.Release(occurrence.Delivery));
            work.Events.Clear();
        }
    }

    // Those that have been in hand for too long go back to their queue.
    private async Task GiveUpAsync(IEnumerable<LaneWork> works, string reason)
    {
        foreach (var work in works)
            for (var i = work.Events.Count - 1; i >= 0; i--)
                if (!patience.HasLeft(work.Events[i].Delivery))
                    await RetryLaterAsync(work, i, reason);
    }

    private async Task RetryLaterAsync(LaneWork work, int place, string reason)
    {
        await settler.AddAsync(new Settlement.Retry(work.Events[place].Delivery, reason));
        work.Events.RemoveAt(place);
    }

    private async Task ReturnFinishedAsync(List<LaneWork> works)
    {
        foreach (var work in works)
        {
            if (work.Events.Count > 0)
                continue;
            foreach (var stranded in lanes.Return(work.Lane))
                await settler.AddAsync(new Settlement.Retry(stranded.Delivery, "The user's context cannot be read."));
        }
        works.RemoveAll(work => work.Events.Count == 0);
    }

    private Task PauseAsync(int round) => Task.Delay(BetweenRounds.After(round, randomness.NextFraction()), time);
}

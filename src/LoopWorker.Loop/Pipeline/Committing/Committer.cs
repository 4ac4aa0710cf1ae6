using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Queues;
using LoopWorker.Queues.Batching;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// Group commit: what waits in the lanes of many users goes into one transaction. A group that meets a conflict is split;
/// one that keeps failing goes event by event, so that a bad event holds up no other.
/// </summary>
public sealed class Committer(
    UserLanes lanes,
    CommitAttempts attempts,
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
    private readonly WorkUnderWay _underWay = new(options.CommitConcurrency);

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
            var obstacle = await AttemptAsync(works, UserLanes.EventsPerUser);
            if (obstacle is null)
            {
                if (full && works.Count == 0)
                    _size.Grow();
                continue;
            }
            _size.Halve();
            await PauseAsync(round);
            if (works.Count > 1)
            {
                var half = works.Count / 2;
                await CommitTogetherAsync(works[..half]);
                works = works[half..];
            }
        }
        foreach (var work in works)
            await CommitOneByOneAsync(work);
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
            else if (round >= RoundsAlone)
            {
                var reason = obstacle ?? "The user's state kept changing under this event's commits.";
                await settler.AddAsync(new Settlement.Retry(work.Events[0].Delivery, reason));
                work.Events.RemoveAt(0);
                await ReturnFinishedAsync(alone);
                round = 0;
            }
            else if (obstacle is not null)
            {
                await PauseAsync(round);
            }
        }
    }

    // What stood in the way that another try a little later may not meet; null if nothing did. Events that are dealt with
    // have left their work, and works without events have left the list.
    private async Task<string?> AttemptAsync(List<LaneWork> works, int eventsPerUser)
    {
        var obstacle = await attempts.TryAsync(works, eventsPerUser);
        await ReturnFinishedAsync(works);
        return obstacle;
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

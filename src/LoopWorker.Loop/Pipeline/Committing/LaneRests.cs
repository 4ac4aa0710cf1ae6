using LoopWorker.Core;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// Lanes that wait because their user's partition is over its throughput, each by itself and longer from time to time. Their
/// events wait in them, as those that no one has begun.
/// </summary>
public sealed class LaneRests(UserLanes lanes, Randomness randomness, TimeProvider time) : IDisposable
{
    private static readonly Backoff BetweenThrottles = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    private readonly CancellationTokenSource _closed = new();

    /// <summary>Puts a work back into its lane, to be taken again after a while. False once the lanes are closed.</summary>
    public bool TryBegin(LaneWork work)
    {
        if (!lanes.TryPutBack(work))
            return false;
        _ = RestAsync(work.Lane);
        return true;
    }

    /// <summary>Ends all rests.</summary>
    public void Close() => _closed.Cancel();

    public void Dispose() => _closed.Dispose();

    private async Task RestAsync(UserLane lane)
    {
        var pause = BetweenThrottles.After(++lane.Throttles, randomness.NextFraction());
        try
        {
            await Task.Delay(pause, time, _closed.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        lanes.Return(lane);
    }
}

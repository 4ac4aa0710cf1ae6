using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>Lanes of users that are held up by themselves: their partitions are over their throughput, or their contexts are still to be read.</summary>
public sealed partial class UserLanes
{
    /// <summary>Whether a user's partition is over its throughput and at least so many of the user's events wait.</summary>
    public bool IsFull(UserLane lane, int share)
    {
        lock (_lock)
            return lane.Throttles > 0 && lane.Waiting.Count >= share;
    }

    /// <summary>Takes out of a lane what came last and may leave it, down to a share of events that may wait.</summary>
    public IReadOnlyList<ReceivedEvent> TakeExcess(UserLane lane, int share, Predicate<ReceivedEvent> mayLeave)
    {
        lock (_lock)
        {
            var excess = lane.TakeExcess(share, mayLeave);
            _waiting.Done(excess.Count);
            return excess;
        }
    }

    /// <summary>Waits for lanes whose contexts are to be read; null after <see cref="EndReading"/>.</summary>
    public Task<IReadOnlyList<UserLane>?> TakeUnreadAsync() => _unread.TakeDueAsync();

    /// <summary>Whether lanes wait to be read for longer than they should.</summary>
    public Progress ReadingProgress => _unread.Progress;

    public void EndReading() => _unread.Close();

    /// <summary>Gives a lane back whose context was read.</summary>
    public void ReturnRead(UserLane lane, ContextSnapshot context)
    {
        lock (_lock)
        {
            lane.Known = new KnownContext(context, _resting.Now);
            lane.Throttles = 0;
            Free(lane);
        }
    }

    /// <summary>Gives a lane back whose context could not be read, to be read later.</summary>
    public void ReturnUnread(UserLane lane)
    {
        lock (_lock)
        {
            lane.Throttles++;
            Free(lane);
        }
    }
}

using System.Threading.Channels;
using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>
/// A lane for each user: events of one user are taken one batch after another, those of different users side by side.
/// Idle lanes are kept for their contexts until there are too many; the longest idle go first.
/// </summary>
public sealed class UserLanes(int kept)
{
    /// <summary>Events of one user in one transaction at most; it is also as many as the ring holds by default.</summary>
    public const int EventsPerUser = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, UserLane> _lanes = [];
    private readonly LinkedList<UserLane> _idle = new();
    private readonly Channel<UserLane> _ready = Channel.CreateUnbounded<UserLane>();
    private bool _closed;

    /// <summary>
    /// Whether a transaction of so many users would gain by waiting a little: not if it can be filled, nor if the first in
    /// line has as many events as go together.
    /// </summary>
    public bool IsWorthWaiting(int users)
    {
        lock (_lock)
            return !_closed
                && _ready.Reader.Count < users
                && _ready.Reader.TryPeek(out var first)
                && first.Waiting.Count < EventsPerUser;
    }

    /// <summary>The lane of a user, held fast until as many events are added or given up.</summary>
    public UserLane Reserve(string user)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(user, out var lane))
                _lanes.Add(user, lane = new UserLane(user));
            lane.Reservations++;
            RemoveFromIdle(lane);
            return lane;
        }
    }

    /// <summary>Gives a reservation up.</summary>
    public void GiveUp(UserLane lane)
    {
        lock (_lock)
        {
            lane.Reservations--;
            BecomeIdleOrReady(lane);
        }
    }

    /// <summary>Redeems a reservation with an event. False after <see cref="Close"/>, and if the lane has lost its context.</summary>
    public bool TryAdd(UserLane lane, EventInHand occurrence)
    {
        lock (_lock)
        {
            lane.Reservations--;
            if (_closed || (lane.Snapshot is null && lane.State == LaneState.Idle))
            {
                BecomeIdleOrReady(lane);
                return false;
            }
            lane.Waiting.Enqueue(occurrence);
            BecomeIdleOrReady(lane);
            return true;
        }
    }

    /// <summary>Gives a lane the context that was read for it, unless it has got one meanwhile.</summary>
    public void Seed(UserLane lane, ContextSnapshot snapshot)
    {
        lock (_lock)
            lane.Snapshot ??= snapshot;
    }

    /// <summary>Waits for a lane with events; false when closed and none is left.</summary>
    public ValueTask<bool> WaitForReadyAsync() => _ready.Reader.WaitToReadAsync();

    /// <summary>
    /// Takes lanes for one transaction: at most so many users, and no more than a transaction holds. No two events
    /// under the same id go together; the later one stays in its lane.
    /// </summary>
    public List<LaneWork> Take(int users)
    {
        var works = new List<LaneWork>();
        var budget = new GroupBudget();
        lock (_lock)
        {
            // A lane that goes back to the queue is not looked at twice.
            for (var left = _ready.Reader.Count; left > 0 && works.Count < users; left--)
            {
                if (!_ready.Reader.TryPeek(out var lane) || !budget.TryOpen(lane.Snapshot!))
                    break;
                _ready.Reader.TryRead(out _);
                var work = new LaneWork(lane, []);
                while (work.Events.Count < EventsPerUser && lane.Waiting.TryPeek(out var next) && budget.TryAdd(next))
                    work.Events.Add(lane.Waiting.Dequeue());
                budget.Close(work.Events);
                lane.State = work.Events.Count > 0 ? LaneState.Taken : LaneState.Idle;
                if (work.Events.Count > 0)
                    works.Add(work);
                else
                    BecomeIdleOrReady(lane);
            }
        }
        return works;
    }

    /// <summary>
    /// Gives a lane back after its events are dealt with. If its context turned out unreadable (and was set to null),
    /// hands back the events that wait for it: they cannot be committed.
    /// </summary>
    public IReadOnlyList<EventInHand> Return(UserLane lane)
    {
        lock (_lock)
        {
            List<EventInHand> stranded = [];
            if (lane.Snapshot is null)
            {
                stranded.AddRange(lane.Waiting);
                lane.Waiting.Clear();
            }
            lane.State = LaneState.Idle;
            BecomeIdleOrReady(lane);
            return stranded;
        }
    }

    /// <summary>
    /// Puts a lane's events back into it, ahead of those that wait. It stays taken until it is returned. False after
    /// <see cref="Close"/>.
    /// </summary>
    public bool TryPutBack(LaneWork work)
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            work.Lane.Waiting = new Queue<EventInHand>([.. work.Events, .. work.Lane.Waiting]);
            work.Events.Clear();
            return true;
        }
    }

    /// <summary>Takes no more events and hands back those that no one has taken.</summary>
    public IReadOnlyList<EventInHand> Close()
    {
        lock (_lock)
        {
            _closed = true;
            _ready.Writer.TryComplete();
            var left = _lanes.Values.SelectMany(lane => lane.Waiting).ToList();
            foreach (var lane in _lanes.Values)
                lane.Waiting.Clear();
            return left;
        }
    }

    // Call with the lock held.
    private void BecomeIdleOrReady(UserLane lane)
    {
        if (lane.State != LaneState.Idle)
            return;
        if (lane.Waiting.Count > 0)
        {
            lane.State = LaneState.Ready;
            RemoveFromIdle(lane);
            _ready.Writer.TryWrite(lane);
        }
        else if (lane.Reservations == 0 && lane.IdleNode is null)
        {
            lane.IdleNode = _idle.AddLast(lane);
            while (_idle.Count > kept)
            {
                var oldest = _idle.First!.Value;
                RemoveFromIdle(oldest);
                _lanes.Remove(oldest.User);
            }
        }
    }

    private void RemoveFromIdle(UserLane lane)
    {
        if (lane.IdleNode is not { } node)
            return;
        _idle.Remove(node);
        lane.IdleNode = null;
    }
}

using System.Threading.Channels;
using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>
/// A lane for each user: events of one user are taken one batch after another, those of different users side by side.
/// Idle lanes are kept for their contexts until there are too many; the longest idle go first.
/// </summary>
/// <param name="kept">Idle lanes that are kept.</param>
/// <param name="time">Times the rests.</param>
public sealed partial class UserLanes(int kept, TimeProvider time) : IDisposable
{
    /// <summary>Events of one user in one transaction at most; it is also as many as the ring holds by default.</summary>
    public const int EventsPerUser = 10;

    private const int ContendedUsers = 2;
    private static readonly Backoff BetweenReadings = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    // Each has a context, a marker and as a rule a capture.
    private const int UsersWithOneEvent = TableLimits.TransactionWrites / 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, UserLane> _lanes = [];
    private readonly IdleLanes _idle = new(kept);
    private readonly Channel<UserLane> _ready = Channel.CreateUnbounded<UserLane>();
    private readonly DelayQueue<UserLane> _resting = new(time);
    private readonly DelayQueue<UserLane> _unread = new(time);
    private readonly ProgressMeter _waiting = new(time);
    private bool _closed;

    public void Dispose()
    {
        _resting.Dispose();
        _unread.Dispose();
    }

    /// <summary>How many users have events that wait, or rest.</summary>
    public int UsersWaiting => _ready.Reader.Count + _resting.Count;

    /// <summary>The events that wait in lanes, and the rests that are over and have not been ended.</summary>
    public Progress Progress => _waiting.Progress + _resting.Progress;

    /// <summary>
    /// Whether a transaction of so many users would gain by waiting a little: not if it can be filled, nor if the first in
    /// line has as many events as go together.
    /// </summary>
    public bool IsWorthWaiting(int users)
    {
        lock (_lock)
            return !_closed
                && _ready.Reader.Count < Math.Min(users, UsersWithOneEvent)
                && _ready.Reader.TryPeek(out var first)
                && first.Waiting.Count < EventsPerUser;
    }

    /// <summary>The lane of a user, held fast until as many events are added or given up.</summary>
    public UserLane Reserve(string user)
    {
        // Without a reservation the lane could be dropped, with its context, between the look-up and the event's arrival.
        lock (_lock)
        {
            if (!_lanes.TryGetValue(user, out var lane))
                _lanes.Add(user, lane = new UserLane(user));
            lane.Reservations++;
            _idle.Remove(lane);
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

    /// <summary>Redeems a reservation with an event; a lane without a context is read first. False after <see cref="Close"/>.</summary>
    public bool TryAdd(UserLane lane, ReceivedEvent received)
    {
        lock (_lock)
        {
            lane.Reservations--;
            if (!_closed)
            {
                lane.Waiting.Enqueue(received);
                _waiting.Took();
            }
            BecomeIdleOrReady(lane);
            return !_closed;
        }
    }

    /// <summary>Gives a lane the context that was read for it, unless it has got one meanwhile.</summary>
    public void Provide(UserLane lane, ContextSnapshot context)
    {
        // While it was being read, a commit may have left a newer one here; the older one would only be found stale.
        lock (_lock)
        {
            lane.Known ??= new KnownContext(context, _resting.Now);
        }
    }

    /// <summary>Waits for a lane with events; false when closed and none is left.</summary>
    public ValueTask<bool> WaitForReadyAsync() => _ready.Reader.WaitToReadAsync();

    /// <summary>
    /// Takes lanes for one transaction: at most so many users, and no more than a transaction holds. No two events
    /// under the same id go together; the later one stays in its lane.
    /// </summary>
    public IReadOnlyList<UserBatch> Take(int users)
    {
        var batches = new List<UserBatch>();
        var budget = new TransactionBudget();
        lock (_lock)
        {
            // A lane that goes back to the queue is not looked at twice.
            for (var left = _ready.Reader.Count; left > 0 && batches.Count < users; left--)
            {
                if (!_ready.Reader.TryPeek(out var lane))
                    break;
                // Users in contention go by themselves and few at a time: one of them cancels the transaction of all.
                if (batches.Count > 0 && batches[0].IsContended != lane.IsContended)
                {
                    _ready.Reader.TryRead(out _);
                    _ready.Writer.TryWrite(lane);
                    continue;
                }
                // Stopping at the first that does not fit keeps the line fair: a large user is the first of the next batch.
                if ((lane.IsContended && batches.Count == ContendedUsers) || !budget.TryOpen(lane.Context!))
                    break;
                _ready.Reader.TryRead(out _);
                var events = new List<ReceivedEvent>();
                var depth = lane.Waiting.Count;
                while (events.Count < EventsPerUser && lane.Waiting.TryPeek(out var next) && budget.TryAdd(next))
                    events.Add(lane.Waiting.Dequeue());
                _waiting.Done(events.Count);
                budget.Close(events);
                lane.State = events.Count > 0 ? LaneState.Taken : LaneState.Idle;
                if (events.Count > 0)
                    batches.Add(
                        new UserBatch(lane, lane.Known!.Value, events, lane.Throttles)
                        {
                            Contention = lane.Contention,
                            Depth = depth,
                        }
                    );
                else
                    BecomeIdleOrReady(lane);
            }
        }
        return batches;
    }

    /// <summary>Gives a lane back after all events of its batch have a result.</summary>
    public void Return(UserBatch batch)
    {
        lock (_lock)
        {
            Keep(batch);
            Free(batch.Lane);
        }
    }

    /// <summary>
    /// Gives a lane back whose user others write as well. Unless as many events wait as go together, it gathers more for a
    /// while: then its commits are fewer, and meet those of others less often.
    /// </summary>
    public void ReturnToGather(UserBatch batch, TimeSpan pause)
    {
        var lane = batch.Lane;
        lock (_lock)
        {
            Keep(batch);
            if (_closed || lane.Waiting.Count >= EventsPerUser)
            {
                Free(lane);
                return;
            }
            lane.State = LaneState.Resting;
        }
        _resting.Add((lane, _resting.Now + pause));
    }

    /// <summary>Gives a lane back whose context turned out to be unreadable.</summary>
    /// <returns>The events that wait in it: they cannot be committed.</returns>
    public IReadOnlyList<ReceivedEvent> ReturnUnreadable(UserLane lane)
    {
        lock (_lock)
        {
            List<ReceivedEvent> stranded = [.. lane.Waiting];
            _waiting.Done(stranded.Count);
            lane.Waiting.Clear();
            lane.Known = null;
            Free(lane);
            return stranded;
        }
    }

    /// <summary>
    /// Lets a lane rest: its events wait in it ahead of the others, and are taken again after the pause. False after
    /// <see cref="Close"/>.
    /// </summary>
    public bool TryRest(UserBatch batch, TimeSpan pause)
    {
        var lane = batch.Lane;
        lock (_lock)
        {
            // Closing has handed back what waits: an event put here now would be found by nobody.
            if (_closed)
                return false;
            Keep(batch);
            lane.Waiting = new Queue<ReceivedEvent>([.. batch.Events, .. lane.Waiting]);
            _waiting.Took(batch.Events.Count);
            lane.State = LaneState.Resting;
        }
        _resting.Add((lane, _resting.Now + pause));
        return true;
    }

    /// <summary>Ends rests when their time has come, until <see cref="EndRests"/>.</summary>
    public async Task WatchRestsAsync()
    {
        while (await _resting.TakeDueAsync() is { } rested)
            lock (_lock)
                foreach (var lane in rested)
                    Free(lane);
    }

    public void EndRests() => _resting.Close();

    /// <summary>Takes no more events and hands back those that no one has taken.</summary>
    public IReadOnlyList<ReceivedEvent> Close()
    {
        lock (_lock)
        {
            _closed = true;
            _ready.Writer.TryComplete();
            var left = _lanes.Values.SelectMany(lane => lane.Waiting).ToList();
            _waiting.Done(left.Count);
            foreach (var lane in _lanes.Values)
                lane.Waiting.Clear();
            return left;
        }
    }

    // All below: call with the lock held.
    private static void Keep(UserBatch batch)
    {
        batch.Lane.Known = batch.Known;
        batch.Lane.Throttles = batch.Throttles;
        batch.Lane.Contention = batch.Contention;
    }

    private void Free(UserLane lane)
    {
        lane.State = LaneState.Idle;
        BecomeIdleOrReady(lane);
    }

    private void BecomeIdleOrReady(UserLane lane)
    {
        if (lane.State != LaneState.Idle)
            return;
        if (lane.Waiting.Count > 0 && lane.Known is null)
        {
            lane.State = LaneState.Unread;
            _idle.Remove(lane);
            _unread.Add((lane, _unread.Now + BetweenReadings.After(lane.Throttles, 1)));
        }
        else if (lane.Waiting.Count > 0)
        {
            lane.State = LaneState.Ready;
            _idle.Remove(lane);
            _ready.Writer.TryWrite(lane);
        }
        else if (lane.Reservations == 0 && lane.IdleNode is null)
        {
            if (lane.Known is { } known)
                lane.Known = known with { WasLetGo = true };
            foreach (var dropped in _idle.Add(lane))
                _lanes.Remove(dropped.User);
        }
    }
}

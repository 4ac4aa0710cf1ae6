using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// One try at committing a group in one transaction. If it is cancelled, the answer itself says what to change: events
/// found done are dropped, contexts found changed are taken over; whom it does not concern goes again unchanged.
/// </summary>
public sealed class CommitAttempts(
    ITable table,
    ContextLoader contexts,
    LoopRules rules,
    UserLanes lanes,
    RecentEvents recentEvents,
    DuplicateHandling duplicates,
    Notifier notifier,
    OverflowTrimmer trimmer,
    Settler settler,
    TableGate gate,
    IPipelineObserver observer,
    Randomness randomness,
    TimeProvider time
)
{
    /// <summary>Tries once. Events that are dealt with leave their work.</summary>
    /// <param name="works">Lanes taken, with their events.</param>
    /// <param name="eventsPerUser">At most so many of each user's go into the transaction.</param>
    public async Task<Attempt> TryAsync(IReadOnlyList<LaneWork> works, int eventsPerUser)
    {
        var entered = await gate.EnterAsync();
        var refused = false;
        try
        {
            foreach (var work in works)
                await DropAsync(work);
            var plan = Plan(works, eventsPerUser);
            var attempt = plan.Writes.Count == 0 ? Attempt.Clear : await CommitAsync(plan);
            refused = attempt.Obstacle?.Kind == ObstacleKind.Unavailable;
            return attempt;
        }
        finally
        {
            gate.Leave(entered, refused);
        }
    }

    private async Task<Attempt> CommitAsync(TransactionPlan plan)
    {
        TransactionResult result;
        try
        {
            result = await table.TransactAsync(plan.Writes, randomness.NextId(), CancellationToken.None);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return new Attempt(Obstacle.Of(exception), []);
        }
        if (!result.Committed)
            return await LearnAsync(Verdict.Read(plan, result.Reasons));
        await PublishAsync(plan);
        return Attempt.Clear;
    }

    // What is ours no more, and repeats of what has been committed since they were put into their lane.
    private async Task DropAsync(LaneWork work)
    {
        for (var i = 0; i < work.Events.Count; )
        {
            var occurrence = work.Events[i];
            var mayProceed = occurrence.Delivery.MayProceed;
            if (!mayProceed)
                await settler.AddAsync(new Settlement.Release(occurrence.Delivery));
            if (!mayProceed || await duplicates.TryHandleAsync(occurrence))
                work.Events.RemoveAt(i);
            else
                i++;
        }
    }

    private TransactionPlan Plan(IReadOnlyList<LaneWork> works, int eventsPerUser)
    {
        var now = time.GetUtcNow();
        var plan = new TransactionPlan();
        foreach (var work in works.Where(work => work.Events.Count > 0))
        {
            List<EventInHand> events = [.. work.Events.Take(eventsPerUser)];
            var change = Decision.Apply(
                work.Lane.Snapshot!,
                [.. events.Select(occurrence => occurrence.Hashed)],
                lanes.ConfirmedDeletions(work.Lane),
                rules,
                now
            );
            plan.Add(work, events, change);
        }
        return plan;
    }

    private async Task PublishAsync(TransactionPlan plan)
    {
        observer.OnCommitted(plan.Users.Count, plan.Users.Sum(user => user.Events.Count));
        foreach (var (work, events, change) in plan.Users)
        {
            work.Lane.Snapshot = change.After;
            work.Lane.Throttles = 0;
            work.Events.RemoveRange(0, events.Count);
            for (var i = 0; i < events.Count; i++)
                await ConcludeAsync(events[i], change.Effects[i]);
            await trimmer.AddAsync(work.Lane, change.After.Memory.Overflow);
        }
    }

    private async ValueTask ConcludeAsync(EventInHand committed, EventEffect effect)
    {
        var told = effect.Owed.Count == 0;
        var recent = recentEvents.Remember(committed.MarkerKey, committed.PayloadHash, told);
        var outcome = committed.Event is PosTransaction ? Outcomes.Captured : Outcomes.Applied;
        if (told)
        {
            await settler.AddAsync(new Settlement.Complete(committed.Delivery, outcome));
        }
        else
        {
            var marker = effect.Marker.Item;
            await notifier.AddAsync(new Told(committed, recent, marker, Markers.Read(marker), outcome));
        }
    }

    private async Task<Attempt> LearnAsync(Verdict verdict)
    {
        foreach (var (work, occurrence, marker) in verdict.Duplicates)
        {
            work.Events.Remove(occurrence);
            await duplicates.HandleAsync(occurrence, marker);
        }
        foreach (var (work, capture) in verdict.TakenKeys)
            work.Lane.Snapshot = RingAdoption.With(work.Lane.Snapshot!, capture.Key, rules);
        try
        {
            foreach (var (work, item) in verdict.ChangedContexts)
                await ReplaceContextAsync(work, item);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            // The contexts not yet taken over are found changed again.
            return new Attempt(Obstacle.Of(exception), verdict.HotUsers);
        }
        return new Attempt(verdict.Obstacle, verdict.HotUsers);
    }

    private async Task ReplaceContextAsync(LaneWork work, Item? item)
    {
        try
        {
            work.Lane.Snapshot = await contexts.ReadAsync(work.Lane.User, item, CancellationToken.None);
        }
        catch (StoredStateException exception)
        {
            work.Lane.Snapshot = null;
            foreach (var occurrence in work.Events)
                await settler.AddAsync(new Settlement.Retry(occurrence.Delivery, exception.Message));
            work.Events.Clear();
        }
    }
}

/// <summary>What came of a try at a commit.</summary>
/// <param name="Obstacle">What stood in its way; null if nothing did, though it may have been cancelled for what is known by now.</param>
/// <param name="HotUsers">Works whose users are to wait.</param>
public sealed record Attempt(Obstacle? Obstacle, IReadOnlyList<LaneWork> HotUsers)
{
    public static Attempt Clear { get; } = new(null, []);
}

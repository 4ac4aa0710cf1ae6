using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Pipeline.Resolving;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// One try at committing a group in one transaction. If it is cancelled, the answer itself says what to change: events
/// found done are dropped, contexts found changed are taken over; whom it does not concern goes again unchanged.
/// </summary>
public sealed class CommitAttempts(
    ITable table,
    LoopRules rules,
    UserLanes lanes,
    RecentEvents recentEvents,
    DuplicateHandling duplicates,
    Notifier notifier,
    OverflowTrimmer trimmer,
    Settler settler,
    IPipelineObserver observer,
    Randomness randomness,
    TimeProvider time
)
{
    /// <summary>Tries once. Events that are dealt with leave their work.</summary>
    /// <param name="works">Lanes taken, with their events.</param>
    /// <param name="eventsPerUser">At most so many of each user's go into the transaction.</param>
    /// <returns>A passing obstacle, for people; null if there was none.</returns>
    public async Task<string?> TryAsync(IReadOnlyList<LaneWork> works, int eventsPerUser)
    {
        foreach (var work in works)
            await DropRepeatsAsync(work);
        var plan = Plan(works, eventsPerUser);
        if (plan.Writes.Count == 0)
            return null;
        try
        {
            var result = await table.TransactAsync(plan.Writes, randomness.NextId(), CancellationToken.None);
            if (result.Committed)
            {
                await PublishAsync(plan);
                return null;
            }
            return await LearnAsync(Verdict.Read(plan, result.Reasons));
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return $"{exception.Code}: {exception.Message}";
        }
    }

    // Repeats of what has been committed since they were put into their lane.
    private async Task DropRepeatsAsync(LaneWork work)
    {
        for (var i = work.Events.Count - 1; i >= 0; i--)
            if (await duplicates.TryHandleAsync(work.Events[i]))
                work.Events.RemoveAt(i);
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

    private async Task<string?> LearnAsync(Verdict verdict)
    {
        foreach (var (work, occurrence, marker) in verdict.Duplicates)
        {
            work.Events.Remove(occurrence);
            await duplicates.HandleAsync(occurrence, marker);
        }
        foreach (var (work, capture) in verdict.TakenKeys)
            work.Lane.Snapshot = RingAdoption.With(work.Lane.Snapshot!, capture.Key, rules);
        foreach (var (work, item) in verdict.ChangedContexts)
            await ReplaceContextAsync(work, item);
        return verdict.Obstacle;
    }

    private async Task ReplaceContextAsync(LaneWork work, Item? item)
    {
        try
        {
            work.Lane.Snapshot = ContextItems.Read(work.Lane.User, item);
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

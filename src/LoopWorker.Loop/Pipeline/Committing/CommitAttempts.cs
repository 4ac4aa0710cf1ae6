using LoopWorker.Core;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// One try at committing a group in one transaction. If it is cancelled, the answer itself says what to change: events
/// found done are dropped, contexts found changed are taken over; whom it does not concern goes again unchanged.
/// </summary>
public sealed class CommitAttempts(
    ITable table,
    TransactionPlanner planner,
    DuplicateHandling duplicates,
    ConflictResolution conflicts,
    Publication publication,
    Settler settler,
    TableGate gate,
    Randomness randomness
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
            var plan = planner.Plan(works, eventsPerUser);
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
            return await conflicts.ResolveAsync(Verdict.Read(plan, result.Reasons));
        await publication.PublishAsync(plan);
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
}

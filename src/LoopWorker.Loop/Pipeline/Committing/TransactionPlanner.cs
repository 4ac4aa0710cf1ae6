using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Lanes;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>Decides what a group's events do to their users, on what is known of them now.</summary>
public sealed class TransactionPlanner(LoopRules rules, TimeProvider time)
{
    /// <param name="works">Lanes taken, with their events; those without any are left out.</param>
    /// <param name="eventsPerUser">At most so many of each user's go into the transaction.</param>
    public TransactionPlan Plan(IReadOnlyList<LaneWork> works, int eventsPerUser)
    {
        var now = time.GetUtcNow();
        var plan = new TransactionPlan();
        foreach (var work in works.Where(work => work.Events.Count > 0))
        {
            List<EventInHand> events = [.. work.Events.Take(eventsPerUser)];
            var change = Decision.Apply(
                work.Lane.Snapshot!,
                [.. events.Select(occurrence => occurrence.Hashed)],
                work.Lane.Overflow.Gone,
                rules,
                now
            );
            plan.Add(work, events, change);
        }
        return plan;
    }
}

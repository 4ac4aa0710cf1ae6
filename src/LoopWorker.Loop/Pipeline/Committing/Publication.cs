using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What follows a commit: the lanes hold what is stored now, and its events go on to notifications or are settled.</summary>
public sealed class Publication(
    RecentEvents recentEvents,
    Notifier notifier,
    OverflowTrimmer trimmer,
    Settler settler,
    IPipelineObserver observer
)
{
    /// <param name="plan">What is committed. Its events leave their work.</param>
    public async Task PublishAsync(TransactionPlan plan)
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
        var outcome = effect.Capture is null ? Outcomes.Applied : Outcomes.Captured;
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
}

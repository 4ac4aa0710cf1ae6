using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>Finds each event the lane of its user, and reads the contexts that the lanes do not have.</summary>
public sealed class LaneReservation(ContextLoader contexts, UserLanes lanes, EventReads reads, Settler settler)
{
    /// <summary>Each event with its lane, in the same order; those whose context cannot be read are settled.</summary>
    public async Task<IReadOnlyList<(EventInHand Event, UserLane Lane)>> ReserveAsync(
        IReadOnlyList<(EventInHand Event, string User)> events,
        CancellationToken draining
    )
    {
        List<(EventInHand Event, UserLane Lane)> reserved =
        [
            .. events.Select(entry => (entry.Event, lanes.Reserve(entry.User))),
        ];
        var unread = reserved.Where(entry => entry.Lane.Snapshot is null).Select(entry => entry.Lane.User).ToHashSet();
        if (unread.Count == 0)
            return reserved;
        var loaded = await reads.TryAsync(
            [.. reserved.Select(entry => entry.Event)],
            () => contexts.LoadAsync(unread, draining),
            draining
        );
        var ready = new List<(EventInHand, UserLane)>(reserved.Count);
        foreach (var (occurrence, lane) in reserved)
        {
            if (loaded is null)
            {
                lanes.GiveUp(lane);
                continue;
            }
            var (snapshot, error) = loaded.GetValueOrDefault(lane.User);
            if (snapshot is not null)
                lanes.Seed(lane, snapshot);
            if (error is null)
            {
                ready.Add((occurrence, lane));
                continue;
            }
            lanes.GiveUp(lane);
            await settler.AddAsync(new Settlement.Retry(occurrence.Delivery, error));
        }
        return ready;
    }
}

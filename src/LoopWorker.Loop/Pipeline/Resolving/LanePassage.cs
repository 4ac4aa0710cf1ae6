using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Queues.Pump.Groups;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>An event's way into the lane that is reserved for it.</summary>
internal sealed class LanePassage(UserLanes lanes, UserLane lane, EventInHand occurrence) : IPassage
{
    public object Way => lane;

    public bool TryEnter() => lanes.TryAdd(lane, occurrence);

    public void GiveUp() => lanes.GiveUp(lane);
}

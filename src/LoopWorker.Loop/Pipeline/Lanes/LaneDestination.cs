using LoopWorker.Loop.Pipeline.Ordering;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>The lane that is reserved for an event.</summary>
public readonly record struct LaneDestination(UserLanes Lanes, UserLane Lane, ReceivedEvent Event) : IDestination
{
    public object Route => Lane;

    public bool TryEnter() => Lanes.TryAdd(Lane, Event);

    public void GiveUp() => Lanes.GiveUp(Lane);
}

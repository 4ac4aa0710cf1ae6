using LoopWorker.Loop.Pipeline.Ordering;

namespace LoopWorker.Loop.Pipeline.Routing;

/// <summary>The routing queue, for an event of a user.</summary>
public readonly record struct RouterDestination(UserRouter Router, ReceivedEvent Event, string User) : IDestination
{
    // Each has a route of its own, so the next message of its group waits until this one is in the routing queue: of a batch
    // that is accepted in part, a later message could be in and an earlier one not.
    public object Route => Event;

    public bool TryEnter() => Router.TryAdd(Event, User);

    public void GiveUp() { }
}

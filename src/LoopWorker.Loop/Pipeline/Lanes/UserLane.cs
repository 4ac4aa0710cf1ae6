using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>
/// The events of one user, one batch after another, and the user's context between them. Its state belongs to
/// <see cref="UserLanes"/>, except while the lane is taken: then it belongs to whoever took it. The overflow has a lock of its own.
/// </summary>
public sealed class UserLane(string user)
{
    public string User => user;

    /// <summary>The context as last read or written; null until it is first read.</summary>
    public ContextSnapshot? Snapshot { get; set; }

    /// <summary>What becomes of the captures that have fallen out of the ring.</summary>
    public OverflowKeys Overflow { get; } = new();

    /// <summary>How often in a row the user's partition was over its throughput.</summary>
    public int Throttles { get; set; }

    internal Queue<EventInHand> Waiting { get; set; } = new();

    internal LaneState State { get; set; } = LaneState.Idle;

    /// <summary>How many events are being resolved that will come to this lane: it must not be dropped meanwhile.</summary>
    internal int Reservations { get; set; }

    internal LinkedListNode<UserLane>? IdleNode { get; set; }
}

internal enum LaneState
{
    Idle,
    Ready,
    Taken,
}

/// <summary>A lane that is taken, with the events to commit.</summary>
public sealed record LaneWork(UserLane Lane, List<EventInHand> Events);

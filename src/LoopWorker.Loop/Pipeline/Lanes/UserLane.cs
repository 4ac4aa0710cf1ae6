using LoopWorker.Loop.Pipeline.Trimming;
using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>
/// The events of one user that wait, and the user's context between them. Its state belongs to <see cref="UserLanes"/>; the
/// overflow has a lock of its own.
/// </summary>
public sealed class UserLane(string user)
{
    public string User => user;

    /// <summary>What becomes of the captures that have fallen out of the ring.</summary>
    public OverflowKeys Overflow { get; } = new();

    /// <summary>
    /// The context as it was when the lane was last returned; null until it is first read. Outside of <see cref="UserLanes"/> it
    /// tells no more than whether there is one.
    /// </summary>
    public ContextSnapshot? Context => Known?.Snapshot;

    internal KnownContext? Known { get; set; }

    internal int Throttles { get; set; }

    internal double Contention { get; set; }

    internal bool IsContended => UserBatch.IsContentionHigh(Contention);

    internal Queue<ReceivedEvent> Waiting { get; set; } = new();

    internal LaneState State { get; set; } = LaneState.Idle;

    /// <summary>How many events are being resolved that will come to this lane: it must not be dropped meanwhile.</summary>
    internal int Reservations { get; set; }

    internal LinkedListNode<UserLane>? IdleNode { get; set; }

    /// <summary>The bytes of its context when it became idle.</summary>
    internal int IdleBytes { get; set; }

    internal IReadOnlyList<ReceivedEvent> TakeExcess(int share, Predicate<ReceivedEvent> mayLeave)
    {
        if (Waiting.Count <= share)
            return [];
        List<ReceivedEvent> excess = [.. Waiting.Skip(share).Where(received => mayLeave(received))];
        var left = excess.ToHashSet();
        Waiting = new Queue<ReceivedEvent>(Waiting.Where(received => !left.Contains(received)));
        return excess;
    }
}

internal enum LaneState
{
    /// <summary>Nothing waits.</summary>
    Idle,

    /// <summary>Events wait for the user's context to be read.</summary>
    Unread,

    /// <summary>Events wait to be taken.</summary>
    Ready,

    /// <summary>Events are being committed; those that come meanwhile wait.</summary>
    Taken,

    /// <summary>The user's partition is over its throughput, or others write the user as well: events wait for a while.</summary>
    Resting,
}

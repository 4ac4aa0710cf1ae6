using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>Events taken from a user's lane, which is taken with them until it is returned or rests.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Known">The user's context as far as it is known, for what is computed next.</param>
/// <param name="Events">The events that have no result yet, in order.</param>
/// <param name="Throttles">How often in a row the user's partition was over its throughput.</param>
public sealed record UserBatch(UserLane Lane, KnownContext Known, IReadOnlyList<ReceivedEvent> Events, int Throttles)
{
    // By these, about one commit in nine meets another writer: what a conflict adds, eight commits take away. A context that was stale
    // once may have been an agent's doing, and is as fresh as can be now.
    private const double OfConflict = 1;
    private const double OfStaleContext = 0.5;
    private const double OfCommit = -0.125;

    public ContextSnapshot Context => Known.Snapshot;

    /// <summary>How many of the user's events waited when these were taken.</summary>
    public int Depth { get; init; }

    /// <summary>How much others write the user as well, lately: 0 if they do not.</summary>
    public double Contention { get; init; }

    /// <summary>Whether others write the user so much that it had better not share transactions with those whom they do not.</summary>
    public bool IsContended => IsContentionHigh(Contention);

    internal static bool IsContentionHigh(double contention) => contention > OfStaleContext;

    /// <summary>The same after another transaction had an item of the user's in hand.</summary>
    public UserBatch AfterConflict() => this with { Contention = Contention + OfConflict };

    /// <summary>The same after the user's context was found stale.</summary>
    public UserBatch AfterStaleContext() => this with { Contention = Contention + OfStaleContext };

    /// <summary>What is left after a commit.</summary>
    /// <param name="known">The user's context now.</param>
    /// <param name="events">Those that were not part of it.</param>
    public UserBatch AfterCommit(KnownContext known, IReadOnlyList<ReceivedEvent> events) =>
        this with
        {
            Known = known,
            Events = events,
            Throttles = 0,
            Contention = Math.Max(0, Contention + OfCommit),
        };

    /// <summary>The batch without some of its events.</summary>
    public UserBatch Without(IReadOnlySet<ReceivedEvent> ended) =>
        ended.Count == 0 ? this : this with { Events = [.. Events.Where(received => !ended.Contains(received))] };
}

using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>Events taken from a user's lane, which is taken with them until it is returned or rests.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Context">The user's context as far as it is known, for what is computed next.</param>
/// <param name="Events">The events that have no result yet, in order.</param>
/// <param name="Throttles">How often in a row the user's partition was over its throughput.</param>
/// <param name="KnownAt">Since when the context is known to be what is stored, on the pipeline's clock.</param>
public sealed record UserBatch(
    UserLane Lane,
    ContextSnapshot Context,
    IReadOnlyList<ReceivedEvent> Events,
    int Throttles,
    TimeSpan KnownAt = default
)
{
    // At equilibrium one commit in nine meets others: what a meeting adds, eight commits take away.
    private const double CommitsPerMeeting = 8;

    /// <summary>
    /// How much others write the user as well: 0 if they do not; one more each time that is found, an eighth less with each commit.
    /// </summary>
    public double Contention { get; init; }

    /// <summary>The same after somebody else was found writing the user as well.</summary>
    public UserBatch AfterMeeting() => this with { Contention = Contention + 1 };

    /// <summary>What is left after a commit.</summary>
    /// <param name="context">The user's context now.</param>
    /// <param name="events">Those that were not part of it.</param>
    public UserBatch AfterCommit(ContextSnapshot context, IReadOnlyList<ReceivedEvent> events) =>
        this with
        {
            Context = context,
            Events = events,
            Throttles = 0,
            Contention = Math.Max(0, Contention - 1 / CommitsPerMeeting),
        };

    /// <summary>The batch without some of its events.</summary>
    public UserBatch Without(IReadOnlySet<ReceivedEvent> ended) =>
        ended.Count == 0 ? this : this with { Events = [.. Events.Where(received => !ended.Contains(received))] };
}

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
    /// <summary>How often in a row somebody else was writing the user as well; a commit halves it.</summary>
    public int Contentions { get; init; }

    /// <summary>The batch without some of its events.</summary>
    public UserBatch Without(IReadOnlySet<ReceivedEvent> ended) =>
        ended.Count == 0 ? this : this with { Events = [.. Events.Where(received => !ended.Contains(received))] };
}

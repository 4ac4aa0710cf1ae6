using LoopWorker.Loop.Pipeline.Lanes;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What came of a try at a commit.</summary>
/// <param name="Obstacle">What stood in its way; null if nothing did, though it may have been cancelled for what is known by now.</param>
/// <param name="HotUsers">Works whose users are to wait.</param>
public sealed record Attempt(Obstacle? Obstacle, IReadOnlyList<LaneWork> HotUsers)
{
    public static Attempt Clear { get; } = new(null, []);
}

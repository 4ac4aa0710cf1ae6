using LoopWorker.Loop.Pipeline.Lanes;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>How a batch stands after an attempt.</summary>
/// <param name="Users">Each user's batch, on the context that is stored now, with the events that have no result yet.</param>
/// <param name="Results">What became of the others.</param>
/// <param name="ContendedUsers">Users whom somebody else is writing as well, and who are to part from the others.</param>
/// <param name="HotUsers">Users whose partitions are over their throughput.</param>
/// <param name="Failure">What stood in the way, besides what has been put right; null if nothing did.</param>
public sealed record CommitAftermath(
    IReadOnlyList<UserBatch> Users,
    IReadOnlyList<StageResult> Results,
    IReadOnlySet<UserLane> ContendedUsers,
    IReadOnlySet<UserLane> HotUsers,
    CommitFailure? Failure
);

using LoopWorker.Loop.Pipeline.Lanes;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>An attempt at a commit.</summary>
/// <param name="Users">What it was made with: the batch without what was dropped before.</param>
/// <param name="Dropped">What became of the events that were dropped.</param>
/// <param name="Result">What came of the transaction.</param>
/// <param name="Took">How long the transaction took.</param>
public sealed record CommitAttempt(
    IReadOnlyList<UserBatch> Users,
    IReadOnlyList<StageResult> Dropped,
    CommitResult Result,
    TimeSpan Took
);

/// <summary>What came of a transaction.</summary>
public abstract record CommitResult
{
    /// <summary>What stood in the way besides what the answer has told how to put right.</summary>
    public virtual CommitFailure? Failure => null;

    /// <summary>All of it happened.</summary>
    public sealed record Committed(TransactionPlan Plan) : CommitResult;

    /// <summary>None of it happened, and the answer says why.</summary>
    public sealed record Cancelled(Cancellation Cancellation) : CommitResult
    {
        /// <inheritdoc/>
        public override CommitFailure? Failure => Cancellation.Failure;
    }

    /// <summary>The table refused it as a whole, or did not answer: then it may have happened.</summary>
    public sealed record Failed(CommitFailure Reason) : CommitResult
    {
        /// <inheritdoc/>
        public override CommitFailure? Failure => Reason;
    }
}

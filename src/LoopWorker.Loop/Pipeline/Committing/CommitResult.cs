using LoopWorker.Loop.Pipeline.Lanes;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>An attempt at a commit.</summary>
/// <param name="Users">What it was made with: the batch without what was dropped before.</param>
/// <param name="Dropped">What became of the events that were dropped.</param>
/// <param name="Plan">What of it went into the transaction.</param>
/// <param name="Result">What came of the transaction.</param>
/// <param name="Took">How long the transaction took.</param>
public sealed record CommitAttempt(
    IReadOnlyList<UserBatch> Users,
    IReadOnlyList<StageResult> Dropped,
    TransactionPlan Plan,
    CommitResult Result,
    TimeSpan Took
)
{
    /// <summary>The events that it was to commit.</summary>
    public IEnumerable<ReceivedEvent> Events => Plan.Users.SelectMany(user => user.Events);

    /// <summary>How many users it has committed events of, one context write each; 0 if it has not.</summary>
    public int CommittedUsers => Result is CommitResult.Committed ? Plan.Users.Count : 0;

    /// <summary>How many events it has committed.</summary>
    public int CommittedEvents => Result is CommitResult.Committed ? Plan.Users.Sum(user => user.Events.Count) : 0;
}

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

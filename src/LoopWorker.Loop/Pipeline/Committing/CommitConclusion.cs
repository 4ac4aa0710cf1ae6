using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages.Failures;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// Draws the conclusions of an attempt: committed events and duplicates have their results, users are known as they are
/// stored now.
/// </summary>
public sealed class CommitConclusion(
    ContextRefresh refresh,
    DuplicateEvents duplicates,
    UserLanes lanes,
    IPipelineObserver observer,
    TimeProvider time
)
{
    private static readonly IReadOnlySet<UserLane> None = new HashSet<UserLane>();

    /// <exception cref="TableException">If only an operator can put right what is wrong.</exception>
    public async Task<CommitAftermath> DrawAsync(CommitAttempt attempt)
    {
        if (attempt.Plan.Users.Count > 0)
            observer.OnAttempted(attempt);
        var aftermath = attempt.Result switch
        {
            CommitResult.Committed committed => OfCommit(attempt.Users, committed.Plan),
            CommitResult.Cancelled cancelled => await OfCancellationAsync(attempt.Users, cancelled.Cancellation),
            CommitResult.Failed failed => OfFailure(attempt.Users, failed.Reason),
            _ => throw new InvalidOperationException($"An attempt has no result {attempt.Result}."),
        };
        return attempt.Plan.Unplanned.Count == 0
            ? aftermath
            : aftermath with
            {
                Results =
                [
                    .. aftermath.Results,
                    .. attempt.Plan.Unplanned.SelectMany(user =>
                        End(user.Batch, RetryReasons.UnexpectedError, user.Reason)
                    ),
                ],
            };
    }

    private CommitAftermath OfCommit(IReadOnlyList<UserBatch> users, TransactionPlan plan)
    {
        if (plan.Users.Count == 0)
            return new CommitAftermath(users, [], None, None, null);
        var after = new List<UserBatch>(users.Count);
        var results = new List<StageResult>(plan.Writes.Count);
        // The plan has those users that have events, in the same order.
        var planned = 0;
        foreach (var user in users)
            after.Add(user.Events.Count == 0 ? user : AfterCommit(plan.Users[planned++], results));
        return new CommitAftermath(after, results, None, None, null);
    }

    // Adds what became of the committed events to the results.
    private UserBatch AfterCommit(PlannedUser user, List<StageResult> results)
    {
        var (lane, change) = (user.Batch.Lane, user.Change);
        for (var i = 0; i < user.Events.Count; i++)
            results.Add(duplicates.Committed(user.Events[i], change.Effects[i]));
        if (lane.Overflow.Take(change.After.Memory.Overflow) is { Count: > 0 } keys)
            results.Add(new StageResult.Overflowing(lane, keys));
        return user.Batch.AfterCommit(
            new KnownContext(change.After, time.GetElapsedTime(0)),
            user.Events.Count == user.Batch.Events.Count ? [] : [.. user.Batch.Events.Skip(user.Events.Count)]
        );
    }

    private async Task<CommitAftermath> OfCancellationAsync(IReadOnlyList<UserBatch> users, Cancellation cancellation)
    {
        var results = new List<StageResult>();
        // A marker may be that of an attempt of our own whose answer was lost: then this finishes what that one began.
        foreach (var (received, marker) in cancellation.Duplicates)
            results.AddRange(duplicates.Examine(received, marker).Results);
        var ended = cancellation.Duplicates.Select(duplicate => duplicate.Event).ToHashSet();
        var left = new List<UserBatch>(users.Count);
        CommitFailure? unread = null;
        foreach (var user in users.Select(user => Noted(user.Without(ended), cancellation)))
            try
            {
                // After a read that failed the others stay as they are: the next attempt finds them stale again.
                left.Add(unread is null ? await refresh.RefreshAsync(user, cancellation) : user);
            }
            catch (StoredStateException exception)
            {
                results.AddRange(End(user, RetryReasons.ContextUnreadable, exception.Message));
            }
            catch (TableException exception) when (!exception.NeedsOperator)
            {
                unread = CommitFailure.Of(exception);
                left.Add(user);
            }
        return new CommitAftermath(
            left,
            results,
            left.Where(user => MustPart(user, cancellation)).Select(user => user.Lane).ToHashSet(),
            cancellation.HotUsers,
            unread ?? cancellation.Failure
        );
    }

    private static UserBatch Noted(UserBatch user, Cancellation cancellation) =>
        cancellation.ConflictingUsers.Contains(user.Lane) ? user.AfterConflict()
        : cancellation.StaleContexts.ContainsKey(user.Lane) ? user.AfterStaleContext()
        : user;

    private static bool MustPart(UserBatch user, Cancellation cancellation) =>
        user.IsContended && cancellation.IsContended(user.Lane);

    // What waits in the lane would fare no better.
    private IEnumerable<StageResult> End(UserBatch user, string code, string reason) =>
        [
            .. user
                .Events.Concat(lanes.ReturnUnreadable(user.Lane))
                .Select(received => StageResult.ToRetry(received.Delivery, code, reason)),
        ];

    // Of several users it does not say who is hot: the batch is split until it does.
    private static CommitAftermath OfFailure(IReadOnlyList<UserBatch> users, CommitFailure failure) =>
        failure.Kind == CommitFailureKind.HotKey && users.Count == 1
            ? new CommitAftermath(users, [], None, users.Select(user => user.Lane).ToHashSet(), null)
            : new CommitAftermath(users, [], None, None, failure);
}

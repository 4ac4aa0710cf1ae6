using LoopWorker.Core;
using LoopWorker.Loop.Pipeline.Committing.Freshness;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>Makes one attempt at committing a batch in one transaction, on what was read for it where others may have written.</summary>
public sealed class CommitAttempts(
    ITable table,
    TransactionPlanner planner,
    DuplicateEvents duplicates,
    CommitReading reading,
    CallGate gate,
    Randomness randomness,
    TimeProvider time
)
{
    /// <summary>Waits until the table may be called, then tries.</summary>
    /// <exception cref="TableException">If only an operator can put right what is wrong.</exception>
    public async Task<CommitAttempt> TryAsync(CommitBatch batch)
    {
        var entered = await gate.EnterAsync();
        var unavailable = false;
        try
        {
            // Only now: while it waited, others may have written, leases may have run out, and the first of two equal events may
            // have been committed.
            var view = await reading.ReadAsync(batch.Users);
            var (users, dropped) = Drop(view.Users);
            var plan = planner.Plan(users, batch.EventsPerUser);
            if (plan.Unplanned.Count > 0)
                users = [.. users.Except(plan.Unplanned.Select(unplanned => unplanned.Batch))];
            var begun = time.GetTimestamp();
            var result = plan.Users.Count == 0 ? new CommitResult.Committed(plan) : await TransactAsync(plan);
            reading.Learn(view, users, result);
            unavailable = result.Failure?.Kind == CommitFailureKind.Unavailable;
            return new CommitAttempt(users, [.. view.Results, .. dropped], plan, result, time.GetElapsedTime(begun));
        }
        finally
        {
            gate.Leave(entered, unavailable);
        }
    }

    private async Task<CommitResult> TransactAsync(TransactionPlan plan)
    {
        try
        {
            // The token makes the SDK's own retries one transaction for ten minutes (Amazon DynamoDB API Reference,
            // TransactWriteItems, ClientRequestToken). Each attempt of ours has its own, for its writes may differ. A commit whose
            // answer was lost is found by its markers at the next attempt. It cannot be called off: what was sent may happen.
            var result = await table.TransactAsync(plan.Writes, randomness.NextId(), CancellationToken.None);
            return result.Committed
                ? new CommitResult.Committed(plan)
                : new CommitResult.Cancelled(Cancellation.Read(plan, result.Reasons));
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return new CommitResult.Failed(CommitFailure.Of(exception));
        }
    }

    // What is no longer ours, and repeats of what has been committed since they were put into their lane.
    private (IReadOnlyList<UserBatch> Users, IReadOnlyList<StageResult> Dropped) Drop(IReadOnlyList<UserBatch> users)
    {
        List<StageResult>? dropped = null;
        var left = new List<UserBatch>(users.Count);
        foreach (var user in users)
        {
            HashSet<ReceivedEvent>? ended = null;
            foreach (var received in user.Events)
            {
                if (!received.Delivery.MayProceed)
                    (dropped ??= []).Add(StageResult.Released(received.Delivery));
                else if (duplicates.Examine(received) is { IsDuplicate: true } examined)
                    (dropped ??= []).AddRange(examined.Results);
                else
                    continue;
                (ended ??= []).Add(received);
            }
            left.Add(ended is null ? user : user.Without(ended));
        }
        return (left, dropped ?? []);
    }
}

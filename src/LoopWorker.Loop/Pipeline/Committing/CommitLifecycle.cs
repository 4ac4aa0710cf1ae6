using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// The life of a batch, from the lanes that it was taken from until each of its events has a result, or rests in its lane:
/// <list type="number">
/// <item>Attempt: one transaction, with what is still ours and not committed yet, on what is stored now.</item>
/// <item>Conclude: committed events and duplicates have their results, stale contexts are replaced.</item>
/// <item>Give back what has been in hand for too long, where it is throughput that is missing.</item>
/// <item>Part with users whom others write as well, or whose partition is over its throughput: they rest. What exceeds the share of a user of
/// the second kind is put off (<see cref="UserShare"/>).</item>
/// <item>Return the lanes of users without events; whom others write as well gathers some first.</item>
/// <item>Go on with the others as <see cref="CommitPolicy"/> says: again, in halves, or one by one.</item>
/// </list>
/// </summary>
public sealed class CommitLifecycle(
    CommitAttempts attempts,
    CommitConclusion conclusion,
    UserLanes lanes,
    CommitWindow window,
    HoldLimit hold,
    CommitPauses pauses,
    UserShare share
)
{
    private static readonly CommitFailure HotPartition = new(
        CommitFailureKind.HotKey,
        "The user's partition is over its throughput."
    );
    private static readonly CommitFailure KeptChanging = new(
        CommitFailureKind.Conflict,
        "The user's state kept changing under this event's commits."
    );

    /// <summary>Sees a batch through, and says what becomes of each event as soon as that is known.</summary>
    /// <exception cref="TableException">If only an operator can put right what is wrong.</exception>
    public async IAsyncEnumerable<StageResult> RunAsync(CommitBatch whole)
    {
        var open = new Stack<CommitBatch>([whole]);
        while (open.TryPop(out var batch))
        {
            // 1. Attempt.
            var attempt = await attempts.TryAsync(batch);
            foreach (var result in attempt.Dropped)
                yield return result;

            // 2. Conclude.
            var after = await conclusion.DrawAsync(attempt);
            foreach (var result in after.Results)
                yield return result;

            // 3. Give back what has been in hand for too long.
            var (kept, givenBack) = GiveBack(after);
            foreach (var result in givenBack)
                yield return result;

            // 4. Part with users whom others write as well, or whose partition is over its throughput.
            var (staying, released) = Rest(kept, after);
            foreach (var result in released)
                yield return result;

            // 5. Return the lanes of users without events.
            var left = batch with
            {
                Users = ReturnFinished(staying),
            };

            // 6. Go on with the others.
            var failure = after.Failure?.Kind;
            if (CommitPolicy.Narrows(batch, after.ContendedUsers.Count > 0, failure))
                window.Halve();
            else if (CommitPolicy.Widens(batch, attempt.Result))
                window.Widen(batch.IsFull, attempt.Took);
            if (left.Users.Count == 0)
                continue;
            // Whoever stood in the others' way has left, is as fresh as can be, or parts the next time.
            var progressed = left.EventCount < batch.EventCount || left.HasNewContention(batch);
            var step = CommitPolicy.After(batch, left.Users.Count, progressed, failure);
            if (CommitPolicy.Pauses(step, failure))
                await pauses.WaitAsync(batch.Failures + 1);
            switch (step)
            {
                case NextStep.AgainUncounted:
                    open.Push(left);
                    break;
                case NextStep.Again:
                    open.Push(left.Again(failed: failure is not null));
                    break;
                case NextStep.Split:
                    var (first, second) = left.Halves();
                    open.Push(second);
                    open.Push(first);
                    break;
                case NextStep.OneByOne:
                    foreach (var alone in left.OneByOne().Reverse())
                        open.Push(alone);
                    break;
                case NextStep.NextEvent:
                    open.Push(left.NextEvent());
                    break;
                case NextStep.GiveBack:
                    var user = left.Users[0];
                    yield return ToRetry(user.Events[0], after.Failure ?? KeptChanging);
                    var others = ReturnFinished([user with { Events = [.. user.Events.Skip(1)] }]);
                    if (others.Count > 0)
                        open.Push(left.NextEvent() with { Users = others });
                    break;
            }
        }
    }

    // Time is up for a message only while the table, or the user's partition, is over its throughput, or others keep writing the
    // user: other failures have an end of their own.
    private (IReadOnlyList<UserBatch> Kept, IReadOnlyList<StageResult> Results) GiveBack(CommitAftermath after)
    {
        var unavailable = after.Failure is { Kind: CommitFailureKind.Unavailable } failure ? failure : null;
        if (unavailable is null && after.HotUsers.Count == 0 && after.ContendedUsers.Count == 0)
            return (after.Users, []);
        var kept = new List<UserBatch>(after.Users.Count);
        var results = new List<StageResult>();
        foreach (var user in after.Users)
        {
            var reason =
                after.HotUsers.Contains(user.Lane) ? HotPartition
                : after.ContendedUsers.Contains(user.Lane) ? KeptChanging
                : unavailable;
            var ended = user
                .Events.Where(received => reason is not null && !hold.Allows(received.Delivery))
                .ToHashSet();
            results.AddRange(
                ended.Select(received => new StageResult.Ended(share.GiveBack(received, reason!.Code, reason.Reason)))
            );
            kept.Add(user.Without(ended));
        }
        return (kept, results);
    }

    private static StageResult ToRetry(ReceivedEvent received, CommitFailure failure) =>
        StageResult.ToRetry(received.Delivery, failure.Code, failure.Reason);

    private (IReadOnlyList<UserBatch> Staying, IReadOnlyList<StageResult> Results) Rest(
        IReadOnlyList<UserBatch> users,
        CommitAftermath after
    )
    {
        if (after.HotUsers.Count == 0 && after.ContendedUsers.Count == 0)
            return (users, []);
        var staying = new List<UserBatch>(users.Count);
        var results = new List<StageResult>();
        foreach (var user in users)
        {
            if (user.Events.Count == 0 || RestOf(user, after) is not { } rest)
                staying.Add(user);
            else if (!lanes.TryRest(rest.User, rest.Pause))
            {
                // The worker is stopping.
                results.AddRange(user.Events.Select(received => StageResult.Released(received.Delivery)));
                staying.Add(user with { Events = [] });
            }
            else if (rest.User.Throttles > 0)
                results.AddRange(
                    lanes
                        .TakeExcess(user.Lane, share.Events, UserShare.MayPutOff)
                        .Select(received => new StageResult.Ended(share.PutOff(received)))
                );
        }
        return (staying, results);
    }

    // How a user rests; null if it need not.
    private (UserBatch User, TimeSpan Pause)? RestOf(UserBatch user, CommitAftermath after)
    {
        var throttles = user.Throttles + 1;
        if (after.HotUsers.Contains(user.Lane))
            return (user with { Throttles = throttles }, pauses.RestAfter(throttles));
        if (after.ContendedUsers.Contains(user.Lane))
            return (user, pauses.RestInContention(user.Contention));
        return null;
    }

    private IReadOnlyList<UserBatch> ReturnFinished(IReadOnlyList<UserBatch> users)
    {
        var left = new List<UserBatch>(users.Count);
        foreach (var user in users)
            if (user.Events.Count > 0)
                left.Add(user);
            else if (user.IsContended)
                lanes.ReturnToGather(user, pauses.RestInContention(user.Contention));
            else
                lanes.Return(user);
        return left;
    }
}

using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What a cancelled transaction tells by its reasons.</summary>
/// <param name="Duplicates">Events whose markers are there already.</param>
/// <param name="StaleContexts">Users whose context is another by now, and the item as it is (null if there is none).</param>
/// <param name="TakenKeys">Users in whose ring an agent has put a capture, and its item.</param>
/// <param name="ConflictingUsers">Users of whom another transaction had an item in hand.</param>
/// <param name="HotUsers">Users whose partitions are over their throughput, while others' are not.</param>
/// <param name="Failure">What else stood in the way; null if nothing did.</param>
public sealed record Cancellation(
    IReadOnlyList<(ReceivedEvent Event, Item Marker)> Duplicates,
    IReadOnlyDictionary<UserLane, Item?> StaleContexts,
    ILookup<UserLane, Item> TakenKeys,
    IReadOnlySet<UserLane> ConflictingUsers,
    IReadOnlySet<UserLane> HotUsers,
    CommitFailure? Failure
)
{
    /// <summary>Whether somebody else has written the user, or is writing.</summary>
    public bool IsContended(UserLane user) => StaleContexts.ContainsKey(user) || ConflictingUsers.Contains(user);

    /// <summary>Reads the reasons. Pure.</summary>
    /// <remarks>
    /// Source: Amazon DynamoDB API Reference, TransactWriteItems: reasons come in the order of the request, and
    /// <c>ReturnValuesOnConditionCheckFailure = ALL_OLD</c> brings the stored item along.
    /// </remarks>
    /// <param name="plan">What was asked for.</param>
    /// <param name="reasons">One for each write.</param>
    public static Cancellation Read(TransactionPlan plan, IReadOnlyList<CancellationReason> reasons)
    {
        var duplicates = new List<(ReceivedEvent, Item)>();
        var contexts = new Dictionary<UserLane, Item?>();
        var taken = new List<(UserLane Lane, Item Capture)>();
        var conflicting = new HashSet<UserLane>();
        var throttled = new HashSet<UserLane>();
        var throttledWrites = 0;
        CommitFailure? failure = null;
        for (var i = 0; i < reasons.Count; i++)
        {
            var (code, stored, message) = reasons[i];
            var write = plan.Sources[i];
            switch (code)
            {
                case CancellationCode.None:
                    break;
                case CancellationCode.ConditionFailed when write.Kind == WriteKind.Context:
                    contexts[write.Lane] = stored;
                    break;
                case CancellationCode.ConditionFailed when write.Kind == WriteKind.Marker && stored is not null:
                    duplicates.Add((write.Event!, stored));
                    break;
                case CancellationCode.ConditionFailed when write.Kind == WriteKind.Capture && stored is not null:
                    taken.Add((write.Lane, stored));
                    break;
                case CancellationCode.Throttled:
                    throttled.Add(write.Lane);
                    throttledWrites++;
                    break;
                case CancellationCode.Conflict:
                    conflicting.Add(write.Lane);
                    break;
                default:
                    failure ??= new CommitFailure(CommitFailureKind.Refused, $"{code}: {message}");
                    break;
            }
        }
        // A throttle that most users meet, or that spares no write, is the table's.
        var isOfTable = throttledWrites == reasons.Count || throttled.Count * 2 > Math.Max(2, plan.Users.Count);
        if (throttled.Count > 0 && isOfTable)
            failure = new CommitFailure(CommitFailureKind.Unavailable, "Throttled: the table is over its throughput.");
        return new Cancellation(
            duplicates,
            contexts,
            taken.ToLookup(entry => entry.Lane, entry => entry.Capture),
            conflicting,
            isOfTable ? new HashSet<UserLane>() : throttled,
            failure
        );
    }
}

using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What a cancelled transaction tells, from its reasons alone. Pure.</summary>
/// <param name="Duplicates">Events whose markers are there already.</param>
/// <param name="ChangedContexts">Users whose context is another by now, and the item as it is (null if there is none).</param>
/// <param name="TakenKeys">Users in whose ring an agent has put a capture, and its item.</param>
/// <param name="HotUsers">Users whose partitions are over their throughput, while others' are not.</param>
/// <param name="Obstacle">What else stood in the way; null if nothing did.</param>
public sealed record Verdict(
    IReadOnlyList<(LaneWork Work, EventInHand Event, Item Marker)> Duplicates,
    IReadOnlyList<(LaneWork Work, Item? Context)> ChangedContexts,
    IReadOnlyList<(LaneWork Work, Item Capture)> TakenKeys,
    IReadOnlyList<LaneWork> HotUsers,
    Obstacle? Obstacle
)
{
    public static Verdict Read(TransactionPlan plan, IReadOnlyList<CancellationReason> reasons)
    {
        var duplicates = new List<(LaneWork, EventInHand, Item)>();
        var contexts = new List<(LaneWork, Item?)>();
        var taken = new List<(LaneWork, Item)>();
        var throttled = new HashSet<LaneWork>();
        var throttledWrites = 0;
        Obstacle? obstacle = null;
        for (var i = 0; i < reasons.Count; i++)
        {
            var (code, stored, message) = reasons[i];
            var part = plan.Parts[i];
            switch (code)
            {
                case CancellationCode.None:
                    break;
                case CancellationCode.ConditionFailed when part.Kind == PartKind.Context:
                    contexts.Add((part.Work, stored));
                    break;
                case CancellationCode.ConditionFailed when part.Kind == PartKind.Marker && stored is not null:
                    duplicates.Add((part.Work, part.Event!, stored));
                    break;
                case CancellationCode.ConditionFailed when part.Kind == PartKind.Capture && stored is not null:
                    taken.Add((part.Work, stored));
                    break;
                case CancellationCode.Throttled:
                    throttled.Add(part.Work);
                    throttledWrites++;
                    break;
                case CancellationCode.Conflict:
                    obstacle ??= new Obstacle(ObstacleKind.Conflict, $"{code}: {message}");
                    break;
                default:
                    obstacle ??= new Obstacle(ObstacleKind.Refused, $"{code}: {message}");
                    break;
            }
        }
        // A throttle that most users meet, or that spares no write, is the table's.
        var isOfTable = throttledWrites == reasons.Count || throttled.Count * 2 > Math.Max(2, plan.Users.Count);
        if (throttled.Count > 0 && isOfTable)
            obstacle = new Obstacle(ObstacleKind.Unavailable, "Throttled: the table is over its throughput.");
        return new Verdict(duplicates, contexts, taken, isOfTable ? [] : [.. throttled], obstacle);
    }
}

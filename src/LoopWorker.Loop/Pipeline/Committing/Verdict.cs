using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What a cancelled transaction tells, from its reasons alone. Pure.</summary>
/// <param name="Duplicates">Events whose markers are there already.</param>
/// <param name="ChangedContexts">Users whose context is another by now, and the item as it is (null if there is none).</param>
/// <param name="TakenKeys">Users in whose ring an agent has put a capture, and its item.</param>
/// <param name="Obstacle">A conflict, a throttle or a refusal that some write met, for people; null if none did.</param>
public sealed record Verdict(
    IReadOnlyList<(LaneWork Work, EventInHand Event, Item Marker)> Duplicates,
    IReadOnlyList<(LaneWork Work, Item? Context)> ChangedContexts,
    IReadOnlyList<(LaneWork Work, Item Capture)> TakenKeys,
    string? Obstacle
)
{
    public static Verdict Read(TransactionPlan plan, IReadOnlyList<CancellationReason> reasons)
    {
        var duplicates = new List<(LaneWork, EventInHand, Item)>();
        var contexts = new List<(LaneWork, Item?)>();
        var taken = new List<(LaneWork, Item)>();
        string? obstacle = null;
        for (var i = 0; i < reasons.Count; i++)
        {
            var (code, stored, message) = reasons[i];
            var part = plan.Parts[i];
            if (code == CancellationCode.None)
                continue;
            if (code != CancellationCode.ConditionFailed)
                obstacle ??= $"{code}: {message}";
            else if (part.Kind == PartKind.Context)
                contexts.Add((part.Work, stored));
            else if (part.Kind == PartKind.Marker && stored is not null)
                duplicates.Add((part.Work, part.Event!, stored));
            else if (part.Kind == PartKind.Capture && stored is not null)
                taken.Add((part.Work, stored));
            else
                obstacle ??= $"{code}: {message}";
        }
        return new Verdict(duplicates, contexts, taken, obstacle);
    }
}

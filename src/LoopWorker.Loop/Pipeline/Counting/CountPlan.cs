using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Counting;

/// <summary>One transaction that counts captures: their markers say so, and their merchants' days have so many more. Pure.</summary>
/// <param name="Events">What it counts; no two have the same marker.</param>
/// <param name="Days">The days that they are of.</param>
/// <param name="Writes">The markers' in the order of the events, then the days'.</param>
internal sealed record CountPlan(
    IReadOnlyList<OwedNotifications> Events,
    IReadOnlyList<ItemKey> Days,
    IReadOnlyList<Write> Writes
)
{
    /// <summary>Events in a transaction at most, each with a marker and a day of its own.</summary>
    public const int LargestBatch = TableLimits.TransactionWrites / 2;

    /// <summary>Plans to count events.</summary>
    /// <param name="events">At most <see cref="LargestBatch"/>, no two with the same marker.</param>
    /// <param name="now">Unix seconds.</param>
    public static CountPlan Of(IReadOnlyList<OwedNotifications> events, long now)
    {
        var days = events.CountBy(owed => CaptureCounts.KeyOf(owed.Event.Event)).ToList();
        return new CountPlan(
            events,
            [.. days.Select(day => day.Key)],
            [
                .. events.Select(owed => Markers.Count(owed.MarkerItem.Key)),
                .. days.Select(day => CaptureCounts.Add(day.Key, day.Value, now)),
            ]
        );
    }

    /// <summary>What a cancelled transaction tells by its reasons.</summary>
    /// <param name="reasons">One for each write.</param>
    public CountObstacles Read(IReadOnlyList<CancellationReason> reasons)
    {
        var counted = new HashSet<ItemKey>();
        var refused = new Dictionary<ItemKey, string>();
        for (var i = 0; i < Events.Count; i++)
        {
            var (marker, day) = (Events[i].MarkerItem.Key, CaptureCounts.KeyOf(Events[i].Event.Event));
            var ofDay = reasons[Events.Count + Days.Index().First(entry => entry.Item == day).Index];
            // Somebody else has counted it, or this worker, and the answer was lost.
            if (reasons[i].Code == CancellationCode.ConditionFailed)
                counted.Add(marker);
            else if ((Refusal(reasons[i]) ?? Refusal(ofDay)) is { } reason)
                refused[marker] = reason;
        }
        return new CountObstacles(counted, refused);
    }

    private static string? Refusal(CancellationReason reason) =>
        reason.Code
            is CancellationCode.None
                or CancellationCode.ConditionFailed
                or CancellationCode.Conflict
                or CancellationCode.Throttled
            ? null
            : $"{reason.Code}: {reason.Message}";
}

/// <summary>Why a transaction has not counted, besides that others had its items in hand.</summary>
/// <param name="Counted">Markers of captures that are counted already.</param>
/// <param name="Refused">Markers of captures that cannot be counted, and why.</param>
internal sealed record CountObstacles(IReadOnlySet<ItemKey> Counted, IReadOnlyDictionary<ItemKey, string> Refused);

using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>
/// Ends an event that has taken effect before: as a duplicate, after finishing what the first delivery left undone, or as
/// a conflict if it is another event under the same id.
/// </summary>
public sealed class DuplicateHandling(RecentEvents recentEvents, Notifier notifier, Settler settler)
{
    /// <summary>Handles a repeat that this process remembers. False if it does not, or not how the first one ended.</summary>
    public async ValueTask<bool> TryHandleAsync(EventInHand repeat)
    {
        if (recentEvents.Find(repeat.MarkerKey) is not { } recent)
            return false;
        if (IsConflict(recent.PayloadHash, repeat))
        {
            await settler.AddAsync(Conflict(repeat));
            return true;
        }
        var telling = recent.Follow(repeat);
        if (telling == Telling.Done)
            await settler.AddAsync(Duplicate(repeat));
        return telling != Telling.Failed;
    }

    /// <summary>Handles a repeat whose marker was found in the table.</summary>
    public async ValueTask HandleAsync(EventInHand repeat, Item markerItem)
    {
        if (await TryHandleAsync(repeat))
            return;
        var marker = Markers.Read(markerItem);
        var owes = marker.Owed.Count > 0;
        var conflicts = IsConflict(marker.PayloadHash, repeat);
        if (conflicts && owes)
        {
            // Not remembered: what is owed comes with the first one's own message, and its repeats must not wait for this one.
            await settler.AddAsync(Conflict(repeat));
            return;
        }
        var recent = recentEvents.Remember(repeat.MarkerKey, marker.PayloadHash, told: !owes);
        if (owes)
            await notifier.AddAsync(new Told(repeat, recent, markerItem, marker, Outcomes.Duplicate));
        else
            await settler.AddAsync(conflicts ? Conflict(repeat) : Duplicate(repeat));
    }

    private static bool IsConflict(string? storedHash, EventInHand repeat) =>
        storedHash is not null && storedHash != repeat.PayloadHash;

    private static Settlement.Complete Duplicate(EventInHand repeat) => new(repeat.Delivery, Outcomes.Duplicate);

    private static Settlement.Reject Conflict(EventInHand repeat) =>
        new(
            repeat.Delivery,
            FailureCodes.ConflictingDuplicate,
            "An event with the same id and other content has taken effect before. Send a changed event under an id of its own."
        );
}

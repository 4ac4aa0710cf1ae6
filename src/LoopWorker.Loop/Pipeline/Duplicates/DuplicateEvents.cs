using LoopWorker.Core.Caching;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>
/// Knows the events committed lately, so that a duplicate usually costs no call; what it has forgotten the table still knows.
/// A duplicate ends as one, after what the first delivery left undone is done, or as a conflict if it is another event
/// under the same id.
/// </summary>
/// <param name="remembered">Events that are kept in memory.</param>
public sealed class DuplicateEvents(int remembered)
{
    private readonly BoundedCache<ItemKey, RecentEvent> _recent = new(remembered);

    /// <summary>An event has been committed here.</summary>
    public StageResult Committed(ReceivedEvent committed, EventEffect effect)
    {
        var owes = effect.Marked.OwesAnything;
        var recent = Remember(
            committed,
            committed.PayloadHash,
            owes ? NotificationState.UnderWay : NotificationState.Done
        );
        var outcome = Outcomes.Of(committed.Event);
        return owes
            ? new StageResult.Owing(
                new OwedNotifications(committed, recent, effect.Marker.Item, effect.Marked, outcome)
            )
            : StageResult.Completed(committed.Delivery, outcome);
    }

    /// <summary>Looks whether an event has taken effect before.</summary>
    /// <param name="received">The event.</param>
    /// <param name="marker">Its marker, if one that counts was found in the table (<see cref="Markers.Live"/>).</param>
    public DuplicateExamination Examine(ReceivedEvent received, Item? marker = null)
    {
        if (_recent.TryGet(received.MarkerKey, out var recent))
        {
            if (IsConflict(recent.PayloadHash, received))
                return DuplicateExamination.Of(Conflict(received));
            if (recent.TryFollow(received))
                return DuplicateExamination.Following;
            // A failed one is as if it was not remembered: deleted as a duplicate, this one would take with it what is owed.
            if (recent.State == NotificationState.Done)
                return DuplicateExamination.Of(Duplicate(received, DuplicateKinds.Remembered));
        }
        if (marker is null)
            return DuplicateExamination.NotKnown;
        var isOurs = recent?.State == NotificationState.Failed;
        return DuplicateExamination.Of(ExamineMarker(received, marker, isOurs));
    }

    /// <summary>All that an event owed is sent, and its marker says so.</summary>
    public static IEnumerable<StageResult> Notified(OwedNotifications owed)
    {
        var first = StageResult.Completed(owed.Event.Delivery, owed.Outcome);
        var followers = owed.Recent.Conclude(NotificationState.Done);
        return followers.Count == 0
            ? [first]
            : [first, .. followers.Select(follower => Duplicate(follower, DuplicateKinds.Remembered))];
    }

    /// <summary>
    /// What an event owes could not be sent, or its marker not be written: it is left to redelivery, as the marker says what is
    /// owed; or to an operator, if it can never be sent.
    /// </summary>
    /// <remarks>It stays remembered: a duplicate that comes now asks the table, and sees to what is owed without waiting.</remarks>
    /// <param name="owed">What is owed.</param>
    /// <param name="failure">Why.</param>
    public static IEnumerable<StageResult> Failed(OwedNotifications owed, NotificationFailure failure) =>
        Fail(owed)
            .Select(delivery =>
                failure.IsFinal
                    ? StageResult.Rejected(delivery, failure.Code, failure.Reason)
                    : StageResult.ToRetry(delivery, failure.Code, failure.Reason)
            );

    /// <summary>
    /// It is no longer awaited here that another worker sends what an event owes: as if its marker had not been found.
    /// </summary>
    /// <returns>Its delivery and those of the duplicates that followed it, which are to end.</returns>
    public IReadOnlyList<Delivery> GivenUp(OwedNotifications awaited)
    {
        // Forgotten before those that wait are let go: nothing has failed here that a duplicate would have to see to.
        _recent.Remove(awaited.Event.MarkerKey);
        return Fail(awaited);
    }

    private static IReadOnlyList<Delivery> Fail(OwedNotifications owed) =>
        [owed.Delivery, .. owed.Recent.Conclude(NotificationState.Failed).Select(follower => follower.Delivery)];

    // Ours is what failed here: nobody else is about to see to it.
    private StageResult ExamineMarker(ReceivedEvent received, Item item, bool isOurs)
    {
        var marker = Markers.Read(item);
        var owes = marker.OwesAnything;
        var conflicts = IsConflict(marker.PayloadHash, received);
        // Not remembered: what is owed comes with the first one's own message, and its duplicates must not wait for this one.
        if (conflicts && owes)
            return Conflict(received);
        var state =
            !owes ? NotificationState.Done
            : isOurs ? NotificationState.UnderWay
            : NotificationState.Awaited;
        var recent = Remember(received, marker.PayloadHash, state);
        var owed = new OwedNotifications(received, recent, item, marker, Outcomes.Duplicate);
        return state switch
        {
            NotificationState.UnderWay => new StageResult.Owing(owed),
            NotificationState.Awaited => new StageResult.OwedByAnother(owed),
            _ => conflicts ? Conflict(received) : Duplicate(received, DuplicateKinds.Stored),
        };
    }

    private RecentEvent Remember(ReceivedEvent received, string? payloadHash, NotificationState state)
    {
        var recent = new RecentEvent(payloadHash, state);
        _recent.Set(received.MarkerKey, recent);
        return recent;
    }

    private static bool IsConflict(string? storedHash, ReceivedEvent received) =>
        storedHash is not null && storedHash != received.PayloadHash;

    private static StageResult Duplicate(ReceivedEvent received, string kind) =>
        StageResult.Duplicate(received.Delivery, kind);

    private static StageResult Conflict(ReceivedEvent received) =>
        StageResult.Rejected(
            received.Delivery,
            FailureCodes.ConflictingDuplicate,
            "An event with the same id and other content has taken effect before. Send a changed event under an id of its own."
        );
}

/// <summary>Whether an event is a duplicate, and what becomes of it.</summary>
/// <param name="IsDuplicate">Whether it has taken effect before.</param>
/// <param name="Result">What becomes of a duplicate; null while it waits for the notifications of the first.</param>
public readonly record struct DuplicateExamination(bool IsDuplicate, StageResult? Result)
{
    public static DuplicateExamination NotKnown => new(false, null);

    public static DuplicateExamination Following => new(true, null);

    public static DuplicateExamination Of(StageResult result) => new(true, result);

    /// <summary>The result, if there is one yet.</summary>
    public IReadOnlyList<StageResult> Results => Result is null ? [] : [Result];
}

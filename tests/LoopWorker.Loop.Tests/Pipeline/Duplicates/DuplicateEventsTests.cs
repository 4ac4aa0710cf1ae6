using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Pipeline.Duplicates;

public sealed class DuplicateEventsTests
{
    private static readonly VaultYield Yield = Make.Yield();
    private static readonly NotificationFailure Down = new(RetryReasons.NotificationNotSent, "down");
    private readonly ReceivedEvent _first = Make.InHand(Yield);
    private readonly ReceivedEvent _repeat = Make.InHand(Yield);

    // There is room for one.
    private readonly DuplicateEvents _duplicates = new(remembered: 1);

    [Fact]
    public void What_is_not_remembered_is_left_to_the_table() => Assert.False(_duplicates.Examine(_repeat).IsDuplicate);

    [Fact]
    public void An_event_that_owes_nothing_is_completed_with_its_commit() =>
        Assert.Equal("Complete applied", Describe(Commit(_first)));

    [Fact]
    public void A_repeat_of_what_owes_nothing_more_is_a_duplicate()
    {
        Commit(_first);
        Assert.Equal("Complete duplicate", Describe(_duplicates.Examine(_repeat).Result));
    }

    [Fact]
    public void A_repeat_waits_while_the_user_is_notified_of_the_first()
    {
        var owed = Owed(Commit(_first, "yield"));
        Assert.Equal(DuplicateExamination.Following, _duplicates.Examine(_repeat));
        Assert.Equal(["Complete applied", "Complete duplicate"], DuplicateEvents.Notified(owed).Select(Describe));
    }

    [Fact]
    public void Those_that_waited_are_to_be_retried_with_the_first_if_it_cannot_be_notified()
    {
        var owed = Owed(Commit(_first, "yield"));
        _duplicates.Examine(_repeat);
        Assert.Equal(["Retry down", "Retry down"], DuplicateEvents.Failed(owed, Down).Select(Describe));
    }

    [Fact]
    public void What_can_never_be_sent_is_a_dead_letter_at_once() =>
        Assert.Equal(
            ["Reject notification_refused"],
            DuplicateEvents
                .Failed(
                    Owed(Commit(_first, "yield")),
                    new NotificationFailure(FailureCodes.NotificationRefused, "refused", IsFinal: true)
                )
                .Select(Describe)
        );

    // The repeat may be the same message, received twice: deleted as a duplicate, it would take with it what is owed.
    [Fact]
    public void A_repeat_that_comes_just_as_notifying_fails_is_no_duplicate()
    {
        Owed(Commit(_first, "yield")).Recent.Conclude(NotificationState.Failed);
        Assert.False(_duplicates.Examine(_repeat).IsDuplicate);
    }

    [Fact]
    public void What_failed_here_is_left_to_nobody_else()
    {
        Assert.Single(DuplicateEvents.Failed(Owed(Commit(_first, "yield")), Down));
        Owed(_duplicates.Examine(_repeat, MarkerOf(_repeat.PayloadHash, "yield")).Result);
        Assert.Equal(DuplicateExamination.Following, _duplicates.Examine(_first));
    }

    [Fact]
    public void What_a_marker_owes_is_anothers_and_further_repeats_wait_for_it_too()
    {
        var awaited = Awaited(_duplicates.Examine(_repeat, MarkerOf(_repeat.PayloadHash, "yield")).Result);
        Assert.Equal(DuplicateExamination.Following, _duplicates.Examine(_first));
        Assert.Equal(["Complete duplicate", "Complete duplicate"], DuplicateEvents.Notified(awaited).Select(Describe));
    }

    // Given back with what it follows, it would be redriven to the dead letters.
    [Fact]
    public void A_repeat_on_its_last_receive_follows_only_what_is_sent_from_here()
    {
        var last = Make.OnLastReceive(Yield);
        var awaited = Awaited(_duplicates.Examine(_repeat, MarkerOf(_repeat.PayloadHash, "yield")).Result);
        Assert.False(_duplicates.Examine(last).IsDuplicate);
        awaited.Recent.TakeOver();
        Assert.Equal(DuplicateExamination.Following, _duplicates.Examine(last));
    }

    [Fact]
    public void What_is_awaited_no_longer_is_as_if_it_had_not_been_found()
    {
        var marker = MarkerOf(_repeat.PayloadHash, "yield");
        var awaited = Awaited(_duplicates.Examine(_repeat, marker).Result);
        _duplicates.Examine(_first);
        Assert.Equal([_repeat.Delivery, _first.Delivery], _duplicates.GivenUp(awaited));
        Assert.False(_duplicates.Examine(_first).IsDuplicate);
        Awaited(_duplicates.Examine(_first, marker).Result);
    }

    [Fact]
    public void What_a_marker_owes_is_sent_before_the_repeat_is_completed()
    {
        var owed = Awaited(_duplicates.Examine(_repeat, MarkerOf(_repeat.PayloadHash, "yield")).Result);
        owed.Recent.TakeOver();
        Assert.Equal(["yield:y1"], owed.Notifications().Select(notification => notification.Id));
        Assert.Equal(DuplicateExamination.Following, _duplicates.Examine(_first));
        Assert.Equal(["Complete duplicate", "Complete duplicate"], DuplicateEvents.Notified(owed).Select(Describe));
    }

    [Fact]
    public void Other_content_under_the_same_id_is_a_conflict_and_what_the_table_said_is_remembered()
    {
        Assert.Equal(
            "Reject conflicting_duplicate",
            Describe(_duplicates.Examine(_repeat, MarkerOf("another")).Result)
        );
        Assert.Equal("Reject conflicting_duplicate", Describe(_duplicates.Examine(_repeat).Result));
    }

    // Nobody is notifying of it here: a repeat that followed would wait for ever.
    [Fact]
    public void A_conflict_with_what_still_owes_is_not_remembered_at_all()
    {
        var other = Make.InHand(Make.Yield("other"));
        Commit(other);
        Assert.Equal(
            "Reject conflicting_duplicate",
            Describe(_duplicates.Examine(_repeat, MarkerOf("another", "yield")).Result)
        );
        Assert.False(_duplicates.Examine(_repeat).IsDuplicate);
        Assert.True(_duplicates.Examine(other).IsDuplicate);
    }

    private StageResult Commit(ReceivedEvent received, params string[] owed)
    {
        var marker = new Marker("u1", 5, received.PayloadHash, owed);
        var put = Markers.Put(received.Event, marker, Make.Now.ToUnixTimeSeconds());
        return _duplicates.Committed(received, new EventEffect(received.Event, put, null, marker));
    }

    private static Item MarkerOf(string? payloadHash, params string[] owed) =>
        Markers.Put(Yield, new Marker("u1", 5, payloadHash, owed), Make.Now.ToUnixTimeSeconds()).Item;

    private static OwedNotifications Owed(StageResult? result) =>
        Assert.IsType<StageResult.Owing>(result).Notifications;

    private static OwedNotifications Awaited(StageResult? result) =>
        Assert.IsType<StageResult.OwedByAnother>(result).Notifications;

    private static string Describe(StageResult? result) =>
        Assert.IsType<StageResult.Ended>(result).Settlement switch
        {
            Settlement.Complete complete => $"Complete {complete.Outcome}",
            Settlement.Reject reject => $"Reject {reject.Code}",
            Settlement.Retry retry => $"Retry {retry.Reason}",
            var other => other.GetType().Name,
        };
}

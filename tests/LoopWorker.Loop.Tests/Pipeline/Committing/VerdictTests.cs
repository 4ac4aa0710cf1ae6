using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Committing;

public sealed class VerdictTests
{
    private static readonly Item Stored = Item.Of(new ItemKey("p", "s"));

    // Each user's context, then the marker, then a capture or a location.
    private readonly TransactionPlan _plan = Plan(
        ("a", Make.Sale("t1")),
        ("b", Make.Crossing(Transition.Enter, "g1", "b")),
        ("c", Make.Yield("y1", "c"))
    );

    [Fact]
    public void A_context_whose_condition_failed_has_changed_to_what_is_stored()
    {
        var verdict = Read((PartKind.Context, "a", Failed(Stored)), (PartKind.Context, "b", Failed(null)));

        Assert.Equal([("a", Stored), ("b", null)], verdict.ChangedContexts.Select(c => (c.Work.Lane.User, c.Context)));
        Assert.Null(verdict.Obstacle);
    }

    [Fact]
    public void A_marker_whose_condition_failed_tells_of_a_duplicate()
    {
        var verdict = Read((PartKind.Marker, "b", Failed(Stored)));

        var (work, occurrence, marker) = Assert.Single(verdict.Duplicates);
        Assert.Equal(("b", "g1", Stored), (work.Lane.User, occurrence.Event.Id, marker));
        Assert.Null(verdict.Obstacle);
    }

    [Fact]
    public void A_capture_whose_condition_failed_tells_of_a_key_that_is_taken()
    {
        var verdict = Read((PartKind.Capture, "a", Failed(Stored)));

        Assert.Equal([("a", Stored)], verdict.TakenKeys.Select(taken => (taken.Work.Lane.User, taken.Capture)));
        Assert.Null(verdict.Obstacle);
    }

    [Theory]
    [InlineData(PartKind.Marker, "a")]
    [InlineData(PartKind.Capture, "a")]
    public void A_new_item_refused_though_none_is_stored_can_only_be_tried_again(PartKind kind, string user)
    {
        var verdict = Read((kind, user, Failed(null)));

        Assert.Equal(ObstacleKind.Refused, verdict.Obstacle?.Kind);
        Assert.Empty(verdict.Duplicates);
        Assert.Empty(verdict.TakenKeys);
    }

    [Fact]
    public void A_conflict_is_told_beside_what_else_is_learned()
    {
        var verdict = Read(
            (PartKind.Context, "a", new(CancellationCode.Conflict, Message: "Busy.")),
            (PartKind.Marker, "c", Failed(Stored))
        );

        Assert.Equal(new Obstacle(ObstacleKind.Conflict, "Conflict: Busy."), verdict.Obstacle);
        Assert.Single(verdict.Duplicates);
    }

    [Fact]
    public void A_write_that_cannot_be_done_is_refused_with_the_engines_reason()
    {
        var verdict = Read((PartKind.Location, "b", new(CancellationCode.Invalid, Message: "Too large.")));

        Assert.Equal(new Obstacle(ObstacleKind.Refused, "Invalid: Too large."), verdict.Obstacle);
    }

    [Fact]
    public void A_throttle_of_one_user_among_several_is_that_users()
    {
        var verdict = Read(
            (PartKind.Context, "a", new(CancellationCode.Throttled)),
            (PartKind.Capture, "a", new(CancellationCode.Throttled))
        );

        Assert.Equal("a", Assert.Single(verdict.HotUsers).Lane.User);
        Assert.Null(verdict.Obstacle);
    }

    [Fact]
    public void A_throttle_of_most_users_is_the_tables()
    {
        var verdict = Read(
            (PartKind.Context, "a", new(CancellationCode.Throttled)),
            (PartKind.Context, "b", new(CancellationCode.Throttled))
        );

        Assert.Empty(verdict.HotUsers);
        Assert.Equal(ObstacleKind.Unavailable, verdict.Obstacle?.Kind);
    }

    [Fact]
    public void A_throttle_that_spares_no_write_is_the_tables_though_they_are_one_users()
    {
        var plan = Plan(("a", Make.Yield("y1", "a")));
        var verdict = Verdict.Read(
            plan,
            [.. plan.Parts.Select(_ => new CancellationReason(CancellationCode.Throttled))]
        );

        Assert.Empty(verdict.HotUsers);
        Assert.Equal(ObstacleKind.Unavailable, verdict.Obstacle?.Kind);
    }

    private static CancellationReason Failed(Item? stored) => new(CancellationCode.ConditionFailed, stored);

    // Writes that are not named were no obstacle.
    private Verdict Read(params (PartKind Kind, string User, CancellationReason Reason)[] told) =>
        Verdict.Read(
            _plan,
            [
                .. _plan.Parts.Select(part =>
                    told.SingleOrDefault(one => one.Kind == part.Kind && one.User == part.Work.Lane.User).Reason
                    ?? CancellationReason.None
                ),
            ]
        );

    private static TransactionPlan Plan(params (string User, LoopEvent Event)[] events) =>
        new TransactionPlanner(new LoopRules(), new VirtualClock(Make.Now)).Plan(
            [.. events.Select(one => Work(one.User, one.Event))],
            eventsPerUser: 1
        );

    private static LaneWork Work(string user, LoopEvent occurrence) =>
        new(new UserLane(user) { Snapshot = ContextSnapshot.Fresh(user) }, [Make.InHand(occurrence)]);
}

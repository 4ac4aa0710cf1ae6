using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Committing;

public sealed class CancellationTests
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
        var cancellation = Read((WriteKind.Context, "a", Failed(Stored)), (WriteKind.Context, "b", Failed(null)));

        Assert.Equal(
            [("a", Stored), ("b", null)],
            cancellation.StaleContexts.Select(stale => (stale.Key.User, stale.Value))
        );
        Assert.Null(cancellation.Failure);
    }

    [Fact]
    public void A_marker_whose_condition_failed_tells_of_a_duplicate()
    {
        var cancellation = Read((WriteKind.Marker, "b", Failed(Stored)));

        var (received, marker) = Assert.Single(cancellation.Duplicates);
        Assert.Equal(("g1", Stored), (received.Event.Id, marker));
        Assert.Null(cancellation.Failure);
    }

    [Fact]
    public void A_capture_whose_condition_failed_tells_of_a_key_that_is_taken()
    {
        var cancellation = Read((WriteKind.Capture, "a", Failed(Stored)));

        Assert.Equal([("a", Stored)], cancellation.TakenKeys.Select(taken => (taken.Key.User, taken.Single())));
        Assert.Null(cancellation.Failure);
    }

    [Theory]
    [InlineData(WriteKind.Marker, "a")]
    [InlineData(WriteKind.Capture, "a")]
    public void A_new_item_refused_though_none_is_stored_can_only_be_tried_again(WriteKind kind, string user)
    {
        var cancellation = Read((kind, user, Failed(null)));

        Assert.Equal(CommitFailureKind.Refused, cancellation.Failure?.Kind);
        Assert.Empty(cancellation.Duplicates);
        Assert.Empty(cancellation.TakenKeys);
    }

    [Fact]
    public void A_conflict_is_that_users_and_told_beside_what_else_is_learned()
    {
        var cancellation = Read(
            (WriteKind.Context, "a", new(CancellationCode.Conflict, Message: "Busy.")),
            (WriteKind.Marker, "c", Failed(Stored))
        );

        Assert.Equal("a", Assert.Single(cancellation.ConflictingUsers).User);
        Assert.Single(cancellation.Duplicates);
        Assert.Null(cancellation.Failure);
    }

    [Fact]
    public void A_write_that_cannot_be_done_is_refused_with_the_engines_reason()
    {
        var cancellation = Read((WriteKind.Location, "b", new(CancellationCode.Invalid, Message: "Too large.")));

        Assert.Equal(new CommitFailure(CommitFailureKind.Refused, "Invalid: Too large."), cancellation.Failure);
    }

    [Fact]
    public void A_throttle_of_one_user_among_several_is_that_users()
    {
        var cancellation = Read(
            (WriteKind.Context, "a", new(CancellationCode.Throttled)),
            (WriteKind.Capture, "a", new(CancellationCode.Throttled))
        );

        Assert.Equal("a", Assert.Single(cancellation.HotUsers).User);
        Assert.Null(cancellation.Failure);
    }

    [Fact]
    public void A_throttle_of_most_users_is_the_tables()
    {
        var cancellation = Read(
            (WriteKind.Context, "a", new(CancellationCode.Throttled)),
            (WriteKind.Context, "b", new(CancellationCode.Throttled))
        );

        Assert.Empty(cancellation.HotUsers);
        Assert.Equal(CommitFailureKind.Unavailable, cancellation.Failure?.Kind);
    }

    [Fact]
    public void A_throttle_that_spares_no_write_is_the_tables_though_they_are_one_users()
    {
        var plan = Plan(("a", Make.Yield("y1", "a")));
        var cancellation = Cancellation.Read(
            plan,
            [.. plan.Sources.Select(_ => new CancellationReason(CancellationCode.Throttled))]
        );

        Assert.Empty(cancellation.HotUsers);
        Assert.Equal(CommitFailureKind.Unavailable, cancellation.Failure?.Kind);
    }

    private static CancellationReason Failed(Item? stored) => new(CancellationCode.ConditionFailed, stored);

    // Writes that are not named were no obstacle.
    private Cancellation Read(params (WriteKind Kind, string User, CancellationReason Reason)[] told) =>
        Cancellation.Read(
            _plan,
            [
                .. _plan.Sources.Select(write =>
                    told.SingleOrDefault(one => one.Kind == write.Kind && one.User == write.Lane.User).Reason
                    ?? CancellationReason.None
                ),
            ]
        );

    private static TransactionPlan Plan(params (string User, LoopEvent Event)[] events) =>
        new TransactionPlanner(new LoopRules(), new VirtualClock(Make.Now)).Plan(
            [.. events.Select(one => Batch(one.User, one.Event))],
            eventsPerUser: 1
        );

    private static UserBatch Batch(string user, LoopEvent happened) =>
        new(
            new UserLane(user),
            new KnownContext(ContextSnapshot.Fresh(user), TimeSpan.Zero),
            [Make.InHand(happened)],
            Throttles: 0
        );
}

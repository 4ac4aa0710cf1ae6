using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;

namespace LoopWorker.Loop.Tests.Pipeline.Committing;

/// <summary>What follows an attempt, as a table.</summary>
public sealed class CommitPolicyTests
{
    [Theory]
    // Nothing but what the answer has put right: again, then each user alone.
    [InlineData(1, 5, null, NextStep.Again)]
    [InlineData(2, 5, null, NextStep.Again)]
    [InlineData(3, 5, null, NextStep.OneByOne)]
    // The table refuses: the same again, however often.
    [InlineData(1, 5, CommitFailureKind.Unavailable, NextStep.AgainUncounted)]
    [InlineData(3, 1, CommitFailureKind.Unavailable, NextStep.AgainUncounted)]
    // One of several is at fault: split, whatever attempt it was.
    [InlineData(1, 2, CommitFailureKind.Conflict, NextStep.Split)]
    [InlineData(3, 48, CommitFailureKind.Conflict, NextStep.Split)]
    [InlineData(1, 2, CommitFailureKind.Refused, NextStep.Split)]
    [InlineData(1, 2, CommitFailureKind.HotKey, NextStep.Split)]
    // One user cannot be split.
    [InlineData(1, 1, CommitFailureKind.Conflict, NextStep.Again)]
    [InlineData(3, 1, CommitFailureKind.Conflict, NextStep.OneByOne)]
    [InlineData(3, 1, CommitFailureKind.Refused, NextStep.OneByOne)]
    public void Together(int attempt, int usersLeft, CommitFailureKind? failure, NextStep expected) =>
        Assert.Equal(
            expected,
            CommitPolicy.After(Tried(CommitMode.Together, attempt), usersLeft, progressed: false, failure)
        );

    [Theory]
    [InlineData(1, false, CommitFailureKind.Unavailable, NextStep.AgainUncounted)]
    [InlineData(5, false, CommitFailureKind.Unavailable, NextStep.AgainUncounted)]
    [InlineData(1, true, null, NextStep.NextEvent)]
    [InlineData(5, true, CommitFailureKind.Conflict, NextStep.NextEvent)]
    [InlineData(1, false, null, NextStep.Again)]
    [InlineData(4, false, CommitFailureKind.Refused, NextStep.Again)]
    [InlineData(5, false, CommitFailureKind.Refused, NextStep.GiveBack)]
    [InlineData(5, false, null, NextStep.GiveBack)]
    public void One_by_one(int attempt, bool progressed, CommitFailureKind? failure, NextStep expected) =>
        Assert.Equal(
            expected,
            CommitPolicy.After(Tried(CommitMode.OneByOne, attempt), usersLeft: 1, progressed, failure)
        );

    [Theory]
    [InlineData(NextStep.Again, CommitFailureKind.Conflict, true)]
    [InlineData(NextStep.Split, CommitFailureKind.Refused, true)]
    [InlineData(NextStep.OneByOne, CommitFailureKind.Conflict, true)]
    [InlineData(NextStep.Again, null, false)]
    [InlineData(NextStep.AgainUncounted, CommitFailureKind.Unavailable, false)]
    [InlineData(NextStep.Again, CommitFailureKind.Unavailable, false)]
    [InlineData(NextStep.NextEvent, CommitFailureKind.Conflict, false)]
    [InlineData(NextStep.GiveBack, CommitFailureKind.Refused, false)]
    public void A_pause_comes_where_others_are_to_finish_first(
        NextStep step,
        CommitFailureKind? failure,
        bool pauses
    ) => Assert.Equal(pauses, CommitPolicy.Pauses(step, failure));

    [Theory]
    [InlineData(CommitMode.Together, false, CommitFailureKind.Conflict, true)]
    [InlineData(CommitMode.Together, false, CommitFailureKind.Unavailable, false)]
    [InlineData(CommitMode.Together, false, CommitFailureKind.Refused, false)]
    [InlineData(CommitMode.Together, false, CommitFailureKind.HotKey, false)]
    [InlineData(CommitMode.Together, false, null, false)]
    [InlineData(CommitMode.Together, true, null, true)]
    [InlineData(CommitMode.OneByOne, false, CommitFailureKind.Conflict, false)]
    [InlineData(CommitMode.OneByOne, true, null, false)]
    public void The_window_narrows_where_fewer_users_might_have_passed(
        CommitMode mode,
        bool contended,
        CommitFailureKind? failure,
        bool narrows
    ) => Assert.Equal(narrows, CommitPolicy.Narrows(Tried(mode, 1), contended, failure));

    [Theory]
    [InlineData(CommitMode.Together, true)]
    [InlineData(CommitMode.OneByOne, false)]
    public void The_window_widens_with_what_users_together_have_committed(CommitMode mode, bool widens)
    {
        var tried = Tried(mode, 1);
        Assert.Equal(widens, CommitPolicy.Widens(tried, new CommitResult.Committed(new TransactionPlan([]))));
        Assert.False(
            CommitPolicy.Widens(tried, new CommitResult.Failed(new CommitFailure(CommitFailureKind.Unavailable, "")))
        );
    }

    [Fact]
    public void Users_in_contention_by_themselves_say_nothing_of_how_many_others_may_be_under_way()
    {
        var tried = Tried(CommitMode.Together, 1, users: 2);
        var contended = CommitBatch.Of([.. tried.Users.Select(user => user with { Contention = 1 })]);
        Assert.False(CommitPolicy.Narrows(contended, contended: true, failure: null));
        Assert.False(CommitPolicy.Widens(contended, new CommitResult.Committed(new TransactionPlan([]))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void A_batch_whose_obstacles_have_left_goes_again_together_however_often(int attempt) =>
        Assert.Equal(
            NextStep.AgainUncounted,
            CommitPolicy.After(Tried(CommitMode.Together, attempt, users: 3), usersLeft: 2, progressed: true, null)
        );

    [Fact]
    public void Halves_begin_anew_but_remember_how_often_they_have_failed()
    {
        var (first, second) = (Tried(CommitMode.Together, 3, users: 5) with { Failures = 2 }).Halves();
        Assert.Equal((2, 1, 3), (first.Users.Count, first.Attempt, first.Failures));
        Assert.Equal((3, 1, 3), (second.Users.Count, second.Attempt, second.Failures));
    }

    [Fact]
    public void One_by_one_each_user_has_a_batch_of_its_own()
    {
        var alone = Tried(CommitMode.Together, 3, users: 3).OneByOne().ToList();
        Assert.Equal(["u0", "u1", "u2"], alone.Select(batch => Assert.Single(batch.Users).Lane.User));
        Assert.All(alone, batch => Assert.Equal((1, 1), (batch.EventsPerUser, batch.Attempt)));
    }

    private static CommitBatch Tried(CommitMode mode, int attempt, int users = 1) =>
        new(
            [
                .. Enumerable
                    .Range(0, users)
                    .Select(i => new UserBatch(
                        new UserLane($"u{i}"),
                        new KnownContext(ContextSnapshot.Fresh($"u{i}"), TimeSpan.Zero),
                        [Make.InHand(Make.Yield($"y{i}", $"u{i}"))],
                        Throttles: 0
                    )),
            ],
            mode,
            attempt,
            Failures: 0
        );
}

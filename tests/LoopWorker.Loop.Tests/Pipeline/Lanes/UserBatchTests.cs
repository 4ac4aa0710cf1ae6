using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;

namespace LoopWorker.Loop.Tests.Pipeline.Lanes;

public sealed class UserBatchTests
{
    private readonly UserBatch _batch = new(
        new UserLane("a"),
        new KnownContext(ContextSnapshot.Fresh("a"), TimeSpan.Zero),
        [],
        Throttles: 2
    );

    [Theory]
    [InlineData(0, 0, 5, 0)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(2, 0, 8, 1)]
    [InlineData(1, 0, 7, 0.125)]
    [InlineData(1, 0, 20, 0)]
    [InlineData(0, 1, 4, 0)]
    [InlineData(1, 1, 4, 1)]
    public void Eight_commits_take_away_what_a_conflict_adds_to_the_contention_and_four_what_a_stale_context_does(
        int conflicts,
        int stale,
        int commits,
        double left
    )
    {
        var batch = _batch;
        for (var i = 0; i < conflicts; i++)
            batch = batch.AfterConflict();
        for (var i = 0; i < stale; i++)
            batch = batch.AfterStaleContext();
        for (var i = 0; i < commits; i++)
            batch = batch.AfterCommit(batch.Known, []);
        Assert.Equal(left, batch.Contention);
    }

    [Fact]
    public void A_commit_leaves_the_new_context_the_other_events_and_no_throttles()
    {
        var (known, left) = (
            new KnownContext(ContextSnapshot.Fresh("a"), TimeSpan.FromSeconds(1)),
            Make.InHand(Make.Yield())
        );
        var after = _batch.AfterCommit(known, [left]);
        Assert.Equal(known, after.Known);
        Assert.Equal([left], after.Events);
        Assert.Equal(0, after.Throttles);
    }
}

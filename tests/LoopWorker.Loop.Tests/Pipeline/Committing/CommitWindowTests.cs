using LoopWorker.Loop.Pipeline.Committing;

namespace LoopWorker.Loop.Tests.Pipeline.Committing;

public sealed class CommitBatchSizeTests
{
    [Fact]
    public void It_grows_by_one_up_to_the_maximum()
    {
        var size = new CommitBatchSize(first: 2, maximum: 4);
        Assert.Equal([2, 3, 4, 4], Sizes(size, size.Grow));
    }

    [Fact]
    public void It_halves_down_to_one()
    {
        var size = new CommitBatchSize(first: 9);
        Assert.Equal([9, 4, 2, 1, 1], Sizes(size, size.Halve, count: 5));
    }

    [Fact]
    public void Once_halved_it_grows_by_one_after_every_four()
    {
        var size = new CommitBatchSize(first: 8);
        size.Halve();
        Assert.Equal([4, 4, 4, 4, 5, 5, 5, 5, 6], Sizes(size, size.Grow, count: 9));
    }

    private static IEnumerable<int> Sizes(CommitBatchSize size, Action change, int count = 4)
    {
        for (var i = 0; i < count; i++, change())
            yield return size.Users;
    }
}

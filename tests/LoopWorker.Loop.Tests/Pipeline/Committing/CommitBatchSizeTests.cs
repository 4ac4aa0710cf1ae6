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

    private static IEnumerable<int> Sizes(CommitBatchSize size, Action change, int count = 4)
    {
        for (var i = 0; i < count; i++, change())
            yield return size.Users;
    }
}

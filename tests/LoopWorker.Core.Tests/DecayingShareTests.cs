namespace LoopWorker.Core.Tests;

public sealed class DecayingShareTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0.1)]
    [InlineData(3, 1.0 / 3)]
    public void It_comes_near_what_is_observed_for_long(int every, double expected)
    {
        var share = new DecayingShare(memory: 200, prior: 20);
        for (var i = 1; i <= 5_000; i++)
            share.Observe(every > 0 && i % every == 0);
        Assert.InRange(share.Value, expected * 0.8, expected * 1.05);
    }

    [Fact]
    public void The_first_that_is_so_is_not_taken_for_the_rule()
    {
        var share = new DecayingShare(memory: 200, prior: 20);
        share.Observe(true);
        Assert.InRange(share.Value, 0.01, 0.1);
    }

    [Fact]
    public void What_is_believed_counts_until_enough_is_seen()
    {
        var share = new DecayingShare(memory: 200, prior: 20);
        Assert.Equal(0.7, share.Given(0.7), precision: 10);
        for (var i = 0; i < 20; i++)
            share.Observe(false);
        Assert.InRange(share.Given(0.7), 0.3, 0.4);
    }
}

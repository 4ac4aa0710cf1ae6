using LoopWorker.Loop.Pipeline.Committing.Freshness;

namespace LoopWorker.Loop.Tests.Pipeline.Committing.Freshness;

/// <summary>What is read anew before a commit, as a table.</summary>
public sealed class ReadingPolicyTests
{
    [Fact]
    public void A_worker_that_has_never_met_another_reads_nothing() =>
        Assert.Equal(Reading.None, ReadingPolicy.Choose(Same(0, 30), events: 40, duplicates: 0));

    [Theory]
    // One context in twenty stale: thirty users together would be cancelled four times in five.
    [InlineData(0.05, 30, true)]
    [InlineData(0.01, 30, true)]
    // So rare that reading costs more than what it saves.
    [InlineData(0.0001, 30, false)]
    // One user alone: only where it is likely.
    [InlineData(0.05, 1, false)]
    [InlineData(0.1, 1, true)]
    public void Contexts_are_read_where_their_risk_costs_more(double stale, int users, bool read) =>
        Assert.Equal(read, ReadingPolicy.Choose(Same(stale, users), users, duplicates: 0).Contexts.Contains(true));

    [Theory]
    [InlineData(0.05, 30, true)]
    [InlineData(0.0001, 30, false)]
    [InlineData(0.01, 1, false)]
    public void Markers_are_read_where_repeats_cost_more(double duplicates, int events, bool read) =>
        Assert.Equal(read, ReadingPolicy.Choose(Same(0, events), events, duplicates).Markers);

    [Fact]
    public void Only_those_users_are_read_whose_contexts_may_be_stale()
    {
        var reading = ReadingPolicy.Choose([0.5, 0, 0.3, 0], events: 4, duplicates: 0);
        Assert.Equal([true, false, true, false], reading.Contexts);
        Assert.False(reading.Markers);
    }

    private static double[] Same(double probability, int users) => [.. Enumerable.Repeat(probability, users)];
}

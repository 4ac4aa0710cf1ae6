namespace LoopWorker.Simulation;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(4711)]
    public void A_seed_runs_the_same_way_every_time(int seed)
    {
        var (first, second) = (SimulationRun.Run(seed), SimulationRun.Run(seed));
        Assert.Equal((first.Hash, first.Steps, first.Trace), (second.Hash, second.Steps, second.Trace));
    }

    [Fact]
    public void Another_seed_runs_another_way() =>
        Assert.NotEqual(SimulationRun.Run(1).Hash, SimulationRun.Run(2).Hash);
}

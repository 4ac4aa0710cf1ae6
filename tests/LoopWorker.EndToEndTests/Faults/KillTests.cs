using LoopWorker.EndToEndTests.Environment.Faults;

namespace LoopWorker.EndToEndTests.Faults;

public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_workers_are_killed_at_any_instant_and_services_fail()
    {
        foreach (var seed in FaultSeeds.ForThisRun())
        {
            var report = await new KillRun(seed).RunAsync();
            output.WriteLine($"{report}\n");
            Assert.True(report.IsRight, $"{report}");
        }
    }
}

using LoopWorker.Hosting;
using LoopWorker.Preflight;
using LoopWorker.Tests.Support;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tests.Preflight;

/// <summary>Many replicas that start in the same instant, and services that take few of their calls.</summary>
public sealed class ManyStartsTests(ITestOutputHelper output)
{
    private const int Replicas = 100;

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 11)]
    public void A_start_makes_no_call_that_it_does_not_need(bool routed, int calls)
    {
        var services = new ThrottlingServices(routed ? Settings.Routed() : Settings.Default());
        VirtualTimeScheduler.Run(DateTimeOffset.UnixEpoch, clock => services.StartAsync(1, double.MaxValue, clock));
        Assert.Equal(calls, services.Answered);
        Assert.Equal(calls, services.Calls.Count);
        Assert.DoesNotContain("DescribeContinuousBackups", services.Calls);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(400)]
    public void All_start_in_the_end_and_none_gives_up(int callsPerSecond)
    {
        var services = new ThrottlingServices(Settings.Default());
        var took = VirtualTimeScheduler.Run(
            DateTimeOffset.UnixEpoch,
            async clock =>
            {
                await services.StartAsync(Replicas, callsPerSecond, clock);
                return clock.Elapsed;
            }
        );
        var least = TimeSpan.FromSeconds(7.0 * Replicas / callsPerSecond);
        var lines = services.Log.Lines;
        output.WriteLine(
            $"{took.TotalSeconds:F0} s where {least.TotalSeconds:F0} are needed, {services.Calls.Count} calls, {services.Answered} answered, {lines.Count} lines"
        );
        Assert.InRange(took, TimeSpan.Zero, 2 * least + TimeSpan.FromSeconds(60));
        // What has been read is not read again; only a table's second call takes its first along.
        Assert.InRange(services.Answered, 7 * Replicas, 9 * Replicas);
        Assert.All(lines, line => Assert.StartsWith("Cannot start yet: ", line, StringComparison.Ordinal));
        Assert.Equal(lines.Count == 0, services.Calls.Count == services.Answered);
        // One line a pause, and pauses grow: some ten a replica where it waits for minutes.
        Assert.InRange(lines.Count, 0, Replicas * (2 + took.TotalSeconds / 5));
    }

    [Fact]
    public void What_is_missing_still_ends_a_start_that_was_throttled_before()
    {
        var services = new ThrottlingServices(Settings.Default()) { IsTableMissing = true };
        var failure = Assert.Throws<PreflightException>(() =>
            VirtualTimeScheduler.Run(DateTimeOffset.UnixEpoch, clock => services.StartAsync(2, 3, clock))
        );
        Assert.Contains("does not exist", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(services.Log.Lines);
    }
}

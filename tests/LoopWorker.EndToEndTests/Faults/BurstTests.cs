using LoopWorker.EndToEndTests.Environment.Faults;
using LoopWorker.Loop.Pipeline.Notifying;

namespace LoopWorker.EndToEndTests.Faults;

public sealed class BurstTests(ITestOutputHelper output)
{
    // By the aim of the product: whoever is told something twice may believe that it happened twice.
    private const int MostAtTheMedian = 4;

    [Fact]
    public async Task Workers_killed_with_hundreds_of_messages_in_hand_repeat_few_notifications_and_lose_and_double_nothing()
    {
        foreach (var seed in FaultSeeds.ForThisRun())
        {
            var report = await new BurstRun(seed).RunAsync();
            output.WriteLine($"{report}\n");
            Assert.True(
                report.Audit is { Lost: 0, DoubledEvents: 0, DoubledCaptures: 0 } && report.DeadLetters == 0,
                $"{report}"
            );
            Assert.True(report.Median <= MostAtTheMedian, $"{report}");
            Assert.True(report.RepeatedEvents <= report.Repeats.Count * NotificationSender.LargestRound, $"{report}");
        }
    }
}

using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Telemetry;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Telemetry;

public sealed class PipelineLogTests
{
    [Fact]
    public void A_storm_of_dead_letters_is_summed_up_and_no_line_holds_a_payload() =>
        Rig.Run(async rig =>
        {
            var logger = new ListLogger<PipelineLog>();
            rig.StartWorker(observers: [new PipelineLog(logger, new RepeatedLines(rig.Clock))]);
            await rig.SendBodiesAsync(Enumerable.Range(0, 300).Select(number => $"secret {number}"));
            await rig.DrainAsync();
            await rig.StopAsync();

            Assert.Equal(RepeatedLines.Written, logger.Lines.Count(line => line.Event == EventIds.DeadLettered));
            var more = Assert.Single(logger.Lines, line => line.Event == EventIds.Repeated).Text;
            Assert.StartsWith("290 more lines of event 10", more, StringComparison.Ordinal);
            Assert.Contains("invalid_json", more, StringComparison.Ordinal);
            Assert.Single(logger.Lines, line => line.Event == EventIds.Drained);
            Assert.DoesNotContain(logger.Lines, line => line.Text.Contains("secret", StringComparison.Ordinal));
        });

    [Fact]
    public void The_end_of_a_run_says_what_the_whole_run_did() =>
        Rig.Run(async rig =>
        {
            var logger = new ListLogger<RunSummary>();
            var summary = new RunSummary(logger, rig.Clock);
            rig.StartWorker(observers: [summary]);
            await rig.SendBodiesAsync("no event");
            await rig.SendAsync(Make.Yield("y1", "u1"), Make.Yield("y1", "u1"));
            await rig.DrainAsync();
            await rig.StopAsync();
            summary.Tell();

            var text = Assert.Single(logger.Lines).Text;
            Assert.Contains("settled: applied 1, dead_letter 1, duplicate 1.", text, StringComparison.Ordinal);
            Assert.Contains("committed 1 transactions", text, StringComparison.Ordinal);
        });
}

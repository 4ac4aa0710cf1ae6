using LoopWorker.Loop.Telemetry;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Telemetry;

public sealed class RepeatedLinesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_a_storm_the_first_lines_are_written_and_how_many_more_there_were() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var lines = new RepeatedLines(clock);
                var kind = new LineKind(10, "events", "invalid_json");
                Assert.Equal(RepeatedLines.Written, Enumerable.Range(0, 532).Count(_ => lines.Allows(kind)));
                Assert.True(lines.Allows(kind with { Word = "too_large" }));
                Assert.Empty(lines.TakeUnwritten(all: false));

                await Task.Delay(RepeatedLines.Window, clock);

                Assert.Equal([(kind, 522L)], lines.TakeUnwritten(all: false));
                Assert.Empty(lines.TakeUnwritten(all: false));
                Assert.True(lines.Allows(kind));
            }
        );

    [Fact]
    public void At_the_end_all_that_was_not_written_is_told() =>
        VirtualTimeScheduler.Run(
            Start,
            clock =>
            {
                var lines = new RepeatedLines(clock);
                var kind = new LineKind(11, "events", "table_unavailable");
                for (var line = 0; line < 12; line++)
                    lines.Allows(kind);
                Assert.Equal([(kind, 2L)], lines.TakeUnwritten(all: true));
                return Task.CompletedTask;
            }
        );
}

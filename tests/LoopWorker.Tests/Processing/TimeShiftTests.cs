using LoopWorker.Processing;

namespace LoopWorker.Tests.Processing;

public sealed class TimeShiftTests
{
    [Theory]
    [InlineData("""{"occurred_at":"2026-01-15T12:00:00Z"}""", """{"occurred_at":"2026-01-15T13:30:00Z"}""")]
    [InlineData(
        """{"occurred_at" : "2026-01-15T12:00:00.250+02:00"}""",
        """{"occurred_at" : "2026-01-15T11:30:00.25Z"}"""
    )]
    [InlineData(
        """{"data":"{\"occurred_at\":\"2026-01-15T12:00:00Z\"}"}""",
        """{"data":"{\"occurred_at\":\"2026-01-15T13:30:00Z\"}"}"""
    )]
    [InlineData("""{"occurred_at":"yesterday"}""", """{"occurred_at":"yesterday"}""")]
    [InlineData("""{"occurred_at":"2026-13-15T12:00:00Z"}""", """{"occurred_at":"2026-13-15T12:00:00Z"}""")]
    [InlineData("""{"entered_at":"2026-01-15T12:00:00Z"}""", """{"entered_at":"2026-01-15T12:00:00Z"}""")]
    [InlineData("no json", "no json")]
    public void Times_of_events_move_and_nothing_else(string before, string after)
    {
        var shifted = TimeShift.By(TimeSpan.FromMinutes(90), [new InputLine("f", 3, before)]);
        Assert.Equal([new InputLine("f", 3, after)], shifted);
    }
}

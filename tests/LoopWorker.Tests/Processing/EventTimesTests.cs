using System.Globalization;
using LoopWorker.Processing;

namespace LoopWorker.Tests.Processing;

public sealed class EventTimesTests
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
    // What the worker reads is moved, and nothing else.
    [InlineData("""{"occurred_at":"2026-01-15t12:00:00z"}""", """{"occurred_at":"2026-01-15T13:30:00Z"}""")]
    [InlineData(
        """{"occurred_at":"2026-01-15T12:00:00.123456789Z"}""",
        """{"occurred_at":"2026-01-15T13:30:00.1234567Z"}"""
    )]
    [InlineData("""{"occurred_at":"2026-01-15T12:00:00+0000"}""", """{"occurred_at":"2026-01-15T12:00:00+0000"}""")]
    [InlineData("""{"occurred_at":"2026-01-15T12:00Z"}""", """{"occurred_at":"2026-01-15T12:00Z"}""")]
    [InlineData("""{"occurred_at":"2026-01-15T12:00:00"}""", """{"occurred_at":"2026-01-15T12:00:00"}""")]
    [InlineData(
        """{"occurred_at":"2026-01-15T12:00:00.0123456789Z"}""",
        """{"occurred_at":"2026-01-15T12:00:00.0123456789Z"}"""
    )]
    // There is no year 10000.
    [InlineData("""{"occurred_at":"9999-12-31T23:59:59Z"}""", """{"occurred_at":"9999-12-31T23:59:59Z"}""")]
    public void Times_of_events_move_and_nothing_else(string before, string after)
    {
        var shifted = EventTimes.Shifted([new InputLine("f", 3, before)], TimeSpan.FromMinutes(90));
        Assert.Equal([new InputLine("f", 3, after)], shifted);
    }

    [Fact]
    public void What_would_be_before_the_year_1_stays_as_it_is()
    {
        var line = new InputLine("f", 1, """{"occurred_at":"0001-01-01T00:00:00Z"}""");
        Assert.Equal([line], EventTimes.Shifted([line], -TimeSpan.FromTicks(1)));
    }

    [Theory]
    [InlineData("""{"type":"unknown","data":{"occurred_at":"2026-01-15T12:00:00Z"}}""", "2026-01-15T12:00:00Z")]
    [InlineData("""{"data":"{\"occurred_at\":\"2026-01-15T12:00:00+02:00\"}"}""", "2026-01-15T10:00:00Z")]
    [InlineData("""no JSON "occurred_at":"2026-01-15T12:00:00Z""", "2026-01-15T12:00:00Z")]
    [InlineData("""{"occurred_at":"9999-12-31T23:59:59Z"}""", "2026-01-01T00:00:00Z")]
    [InlineData("""{"occurred_at":"2026-02-30T00:00:00Z"}""", "2026-01-01T00:00:00Z")]
    public void The_newest_time_is_found_in_lines_that_cannot_be_read_too(string text, string expected)
    {
        var older = new InputLine("f", 1, """{"occurred_at":"2026-01-01T00:00:00Z"}""");
        var newest = EventTimes.Newest([older, new InputLine("f", 2, text), older]);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), newest);
    }
}

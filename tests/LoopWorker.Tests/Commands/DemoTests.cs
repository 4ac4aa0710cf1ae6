using System.Text.Json;
using LoopWorker.Testing.Schemas;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Commands;

public sealed class DemoTests
{
    [Theory]
    [InlineData]
    [InlineData("LoopWorker__Routing__Queue", "routing.fifo")]
    [InlineData("LoopWorker__Capture__CountPerMerchant", "true", "LoopWorker__Notifications__MaxPerUserAndHour", "1")]
    public async Task What_comes_of_the_made_events_is_what_its_own_count_expects(params string[] settings)
    {
        var result = await CommandLine.RunAsync(
            ["demo", "--events", "3000", "--users", "50", "--duplicates", "0.3", "--json"],
            "",
            null,
            [.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]
        );
        Assert.Equal(0, result.ExitCode);
        var figures = CommandSchema.Of("demo").Check(result.Output);
        Assert.Equal(0, figures.GetProperty("lost").GetInt64());
        Assert.Equal(0, figures.GetProperty("doubled").GetInt64());
        Assert.InRange(figures.GetProperty("duplicates").GetInt64(), 600, 1_200);
        var ended =
            figures.GetProperty("captured").GetInt64()
            + figures.GetProperty("applied").GetInt64()
            + figures.GetProperty("duplicates").GetInt64()
            + figures.GetProperty("unmatched").GetInt64()
            + figures.GetProperty("dead_letters").EnumerateObject().Sum(reason => reason.Value.GetInt64());
        Assert.Equal(3_000, ended);
    }

    [Fact]
    public async Task Group_commit_shows_in_the_figures()
    {
        var result = await CommandLine.RunAsync("demo", "--events", "3000", "--users", "1", "--json");
        var figures = JsonDocument.Parse(result.Output).RootElement;
        var events = figures.GetProperty("effective_events").GetDouble();
        Assert.InRange(figures.GetProperty("context_writes").GetDouble() / events, 0.1, 0.25);
    }

    [Fact]
    public async Task Where_there_is_no_terminal_the_table_is_plain_text_and_progress_goes_to_standard_error()
    {
        var result = await CommandLine.RunAsync("demo", "--events", "500", "--users", "10");
        Assert.Contains("events per second", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Contains("500 of 500", result.Error, StringComparison.Ordinal);
    }
}

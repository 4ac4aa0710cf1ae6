using System.Text.Json;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Processing;

/// <summary>The clock of <c>process</c> stands at the newest time in the files, and one line's time is no other line's fault.</summary>
public sealed class ProcessClockTests
{
    [Fact]
    public async Task A_line_that_cannot_be_read_is_refused_for_what_is_wrong_with_it_however_new_it_is()
    {
        var bad = Yield("y2", "2026-01-15T18:00:00Z")
            .Replace("loop.vault.yield.v1", "loop.pos.transaction.v1", StringComparison.Ordinal)
            .Replace(
                "\"event_id\"",
                "\"processor\":\"square\",\"merchant_id\":\"m1\",\"amount_cents\":5,\"card_fingerprint\":\"fp\",\"location\":{\"latitude\":91,\"longitude\":0},\"transaction_id\"",
                StringComparison.Ordinal
            );
        var (report, exit) = await ProcessAsync([], Yield("y1", "2026-01-15T12:00:00Z"), bad);
        var dead = Assert.Single(report.GetProperty("dead_letters").EnumerateArray());
        Assert.StartsWith("location.latitude", dead.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, dead.GetProperty("line").GetInt32());
        Assert.Equal(0, exit);
    }

    // By default, and moved to either side of where the file's events were.
    [Theory]
    [InlineData]
    [InlineData("--shift-to", "2026-06-15T12:00:00Z")]
    [InlineData("--shift-to", "2020-06-15T12:00:00Z")]
    public async Task A_time_at_either_end_of_time_fails_its_own_line_alone(params string[] options)
    {
        var (report, _) = await ProcessAsync(
            options,
            Yield("y1", "2026-01-15T11:59:00Z"),
            Yield("last", "9999-12-31T23:59:59Z"),
            Yield("first", "0001-01-01T00:00:00Z"),
            Yield("y2", "2026-01-15T12:00:00Z")
        );
        Assert.Equal(
            ["EVENT#y1", "EVENT#y2"],
            report.GetProperty("markers").EnumerateObject().Select(item => item.Name)
        );
        Assert.Equal(
            [2, 3],
            report.GetProperty("dead_letters").EnumerateArray().Select(dead => dead.GetProperty("line").GetInt32())
        );
    }

    private static string Yield(string id, string at) =>
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"{{{id}}}","user_pubkey":"u1","amount":5,"occurred_at":"{{{at}}}"}}""";

    private static async Task<(JsonElement Report, int ExitCode)> ProcessAsync(string[] options, params string[] lines)
    {
        var result = await CommandLine.RunAsync(["process", "-", "--json", .. options], string.Join('\n', lines));
        Assert.Equal("", result.Error);
        return (JsonDocument.Parse(result.Output).RootElement, result.ExitCode);
    }
}

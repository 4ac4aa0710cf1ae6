using System.Text.Json.Nodes;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Processing;

/// <summary>Routing by user changes the way of an event, not what comes of it.</summary>
public sealed class RoutedProcessTests
{
    private static readonly (string, string) Routing = ("LoopWorker__Routing__Queue", "routing.fifo");
    private static readonly (string, string) Park = ("LoopWorker__Capture__UnknownCard", "Park");

    private static readonly (string, string)[] Fifo =
    [
        ("LoopWorker__Queues__Sources__0__Queue", "events.fifo"),
        ("LoopWorker__Queues__Sources__0__DeadLetterQueue", "events-dlq.fifo"),
    ];

    public static TheoryData<string, bool, bool> Cases =>
        new()
        {
            { "samples/day.ndjson", false, false },
            { "samples/day.ndjson", true, false },
            { "samples/day.ndjson", false, true },
            { "samples/morning.ndjson", false, false },
            { "samples/morning.ndjson", true, true },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_sample_gives_the_same_state_and_messages(string sample, bool park, bool fifo)
    {
        (string, string)[] settings = [.. park ? new[] { Park } : [], .. fifo ? Fifo : []];
        var direct = await ProcessAsync(sample, settings);
        var routed = await ProcessAsync(sample, [.. settings, Routing]);
        Assert.Equal(Comparable(direct), Comparable(routed));
        Assert.True(Calls(routed) > Calls(direct), "Every event goes through one more queue.");
    }

    [Fact]
    public async Task The_same_file_gives_the_same_bytes() =>
        Assert.Equal(
            await ProcessAsync("samples/morning.ndjson", [Routing]),
            await ProcessAsync("samples/morning.ndjson", [Routing])
        );

    private static async Task<string> ProcessAsync(string sample, (string, string)[] settings)
    {
        var result = await CommandLine.RunAsync(["process", sample, "--json"], "", null, settings);
        Assert.Equal("", result.Error);
        return result.Output;
    }

    // Without what depends on how events were batched, and what the way costs.
    private static string Comparable(string output)
    {
        var report = JsonNode.Parse(output)!;
        foreach (var cost in new[] { "calls", "context_writes", "read_units", "write_units" })
            Assert.True(report["totals"]!.AsObject().Remove(cost));
        foreach (var (_, user) in report["users"]!.AsObject())
        {
            user!.AsObject().Remove("version");
            (user["context"] as JsonObject)?.Remove("version");
            (user["context"]?["agent_memory"]?["loop_worker"] as JsonObject)?.Remove("overflow");
        }
        return report.ToJsonString();
    }

    private static int Calls(string output) => (int)JsonNode.Parse(output)!["totals"]!["calls"]!;
}

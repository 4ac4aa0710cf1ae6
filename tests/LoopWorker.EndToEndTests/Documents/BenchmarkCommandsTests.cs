using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Documents;

namespace LoopWorker.EndToEndTests.Documents;

/// <summary>The documented benchmarks, small.</summary>
public sealed class BenchmarkCommandsTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LoopWorker.Benchmarks.dll");

    // What a command does not set itself, in place of the defaults.
    private static readonly Dictionary<string, (string Option, string Value)[]> Small = new()
    {
        ["scale"] =
        [
            ("--ways", "direct"),
            ("--replicas", "1"),
            ("--workloads", "hot"),
            ("--warm-up", "0.1"),
            ("--seconds", "0.2"),
        ],
        ["emulators"] = [("--ways", "direct"), ("--replicas", "1"), ("--messages", "200"), ("--users", "20")],
        ["replay"] = [("--letters", "50"), ("--runs", "1")],
        ["toolkit"] = [("--sections", "actions"), ("--runs", "1")],
    };

    public static TheoryData<DocumentedCommand> Commands => [.. CommandRunner.Benchmarks.Commands];

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public async Task It_measures_something(DocumentedCommand command)
    {
        string[] words = [.. command.Text.Split(" -- ", 2)[1].Split(' ').Select(OfThisBuild)];
        if (words[0] is "emulators" or "toolkit" or "replay")
            _ = SharedEndpoints.Current;
        var small = Small[words[0]].Where(entry => !words.Contains(entry.Option));

        var result = await WorkerProgram.RunAsync(
            ["dotnet", Program],
            new Dictionary<string, string>(),
            [.. words, .. small.SelectMany(entry => new[] { entry.Option, entry.Value })]
        );

        Assert.True(result.ExitCode == 0, $"{command}: {result.Error}");
        Assert.NotEmpty(result.Output);
    }

    private static string OfThisBuild(string word) =>
        word.EndsWith("/loopworker.dll", StringComparison.Ordinal)
            ? $"{word.Split('=')[0]}={Path.Combine(AppContext.BaseDirectory, "loopworker.dll")}"
            : word;
}

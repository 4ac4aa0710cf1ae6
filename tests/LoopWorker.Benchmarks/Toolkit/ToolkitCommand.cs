using System.CommandLine;
using LoopWorker.Commands;
using LoopWorker.Terminal;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary><c>toolkit</c></summary>
internal static class ToolkitCommand
{
    public static Command Create()
    {
        var runs = new Option<int>("--runs")
        {
            Description = "How often callers contend; figures are the medians.",
            DefaultValueFactory = _ => 5,
        };
        runs.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<int>() > 0))
                result.AddError("--runs must be more than 0.");
        });
        var sections = ListOption.Create<ToolkitSection>(
            "--sections",
            "locks,clocks,actions",
            "What to compare: locks where no clock is trusted, locks where clocks are, one-time actions.",
            static (text, out section) => Enum.TryParse(text, ignoreCase: true, out section)
        );
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "toolkit",
            "Count what the state toolkit and two npm packages ask of DynamoDB for the same."
        )
        {
            sections,
            runs,
            json,
        };
        command.SetAction(
            (parsed, _) => RunAsync(parsed.GetRequiredValue(sections), parsed.GetValue(runs), parsed.GetValue(json))
        );
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<ToolkitSection> sections, int runs, bool json)
    {
        using var packages = await NpmPackages.InstallAsync();
        var endpoints = await Emulators.StartAsync();
        await using var meter = new MeteringProxy(endpoints.DynamoDb);
        await using var peer = new NodePeer(packages, meter.Uri, endpoints.DynamoDb);
        using var run = new ToolkitRun(endpoints, meter, peer, runs);
        var report = new ToolkitReport(await run.RunAsync(sections), packages.Versions);
        if (json)
            Console.WriteLine(report.ToJson());
        else
            report.Write(Output.Standard);
        return ExitCodes.Done;
    }
}

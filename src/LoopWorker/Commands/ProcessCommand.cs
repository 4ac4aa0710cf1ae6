using System.CommandLine;
using System.Globalization;
using LoopWorker.Configuration;
using LoopWorker.Hosting;
using LoopWorker.Processing;
using LoopWorker.Terminal;

namespace LoopWorker.Commands;

/// <summary><c>loopworker process FILE...</c></summary>
public static class ProcessCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of events, cards and preferences, a JSON object a line; - reads standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            foreach (var file in result.GetValueOrDefault<string[]>() ?? [])
                if (file != "-" && !File.Exists(file))
                    result.AddError($"There is no file '{file}'. Name a file that exists, or - for standard input.");
        });
        var now = new Option<DateTimeOffset?>("--now")
        {
            Description = "Where the clock stands (RFC 3339). By default at the newest event of the files.",
            HelpName = "time",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (
                    DateTimeOffset.TryParse(
                        text,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var at
                    )
                )
                    return at;
                result.AddError($"--now is '{text}': it must be a time such as 2026-01-31T12:00:00Z.");
                return null;
            },
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object, the same bytes on every run." };
        var command = new Command(
            "process",
            "Run a file of events through the worker, with no cloud, and print what came of it."
        )
        {
            files,
            now,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(files)!, parsed.GetValue(now), parsed.GetValue(json), cancellation)
        );
        return command;
    }

    private const int LongFile = 10_000;

    private static async Task<int> RunAsync(
        string[] files,
        DateTimeOffset? now,
        bool json,
        CancellationToken cancellation
    )
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        var lines = new List<IReadOnlyList<InputLine>>();
        foreach (var file in files)
            lines.Add(await InputLine.ReadAsync(file, cancellation));
        var report = await ProgressDisplay.RunAsync(
            "Lines settled",
            lines.Sum(file => file.Count),
            progress => FileProcessing.RunAsync(lines, settings, now, progress, cancellation),
            LongFile
        );
        if (json)
            await Console.Out.WriteAsync(report.ToJson());
        else
            ProcessTable.Write(Output.Standard, report);
        return ExitCodes.Done;
    }
}

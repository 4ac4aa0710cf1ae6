using System.CommandLine;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Hosting;
using LoopWorker.Processing;
using LoopWorker.Terminal;

namespace LoopWorker.Commands;

/// <summary><c>loopworker process FILE...</c></summary>
public static class ProcessCommand
{
    private const int LongFile = 10_000;

    public static Command Create()
    {
        var files = FileOptions.Files();
        var now = FileOptions.Time(
            "--now",
            "The time at which the clock stands (RFC 3339). Default: the newest event in the files."
        );
        var shiftTo = FileOptions.ShiftTo();
        var strict = new Option<bool>("--strict")
        {
            Description =
                "End with 3 if some lines are dead letters, and with 1 if all are; otherwise dead letters end with 0.",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object, the same bytes on every run." };
        var command = new Command(
            "process",
            "Run files of events through the worker, without a cloud, and print the result."
        )
        {
            files,
            now,
            shiftTo,
            strict,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(files)!,
                    parsed.GetValue(now),
                    parsed.GetValue(shiftTo),
                    parsed.GetValue(strict),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples(
            "loopworker process samples/day.ndjson",
            "loopworker process samples/day.ndjson --strict --json"
        );
    }

    private static async Task<int> RunAsync(
        string[] files,
        DateTimeOffset? now,
        DateTimeOffset? shiftTo,
        bool strict,
        bool json,
        CancellationToken cancellation
    )
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        var input = await InputFiles.ReadAsync(files, shiftTo, cancellation);
        var report = await ProgressDisplay.RunAsync(
            "Lines settled",
            input.Count,
            progress => FileProcessing.RunAsync(input, settings, now ?? input.Newest, progress, cancellation),
            LongFile
        );
        if (json)
            await Console.Out.WriteAsync(report.ToJson());
        else
            ProcessTable.Write(Output.Standard, report);
        return strict ? ExitCodeOf(report) : ExitCodes.Done;
    }

    private static int ExitCodeOf(ProcessReport report) =>
        report.DeadLetters.Count == 0 ? ExitCodes.Done
        : report.DeadLetters.Count < report.Totals!.Lines ? ExitCodes.PartlyDone
        : ExitCodes.Failed;
}

using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Comparing;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Processing;
using LoopWorker.Queues;
using LoopWorker.Terminal;

namespace LoopWorker.Commands;

/// <summary><c>loopworker compare FILE...</c></summary>
public static class CompareCommand
{
    private const int DifferencesShown = 50;

    public static Command Create()
    {
        var files = FileOptions.Files();
        var now = FileOptions.Time("--now", "The time at which the worker ran (see 'run --now').");
        var shiftTo = FileOptions.ShiftTo();
        var consume = new Option<bool>("--consume")
        {
            Description =
                "Delete notifications and dead letters as they are read; without this, FIFO queues may not show all of them.",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "compare",
            "Compare the table and the queues with what 'process' computes from the files. Reads the whole table."
        )
        {
            files,
            now,
            shiftTo,
            consume,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(files)!,
                    parsed.GetValue(now),
                    parsed.GetValue(shiftTo),
                    parsed.GetValue(consume),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples(
            "loopworker compare samples/morning.ndjson",
            "loopworker compare samples/morning.ndjson --consume --json"
        );
    }

    private static async Task<int> RunAsync(
        string[] files,
        DateTimeOffset? now,
        DateTimeOffset? shiftTo,
        bool consume,
        bool json,
        CancellationToken cancellation
    )
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        var input = await InputFiles.ReadAsync(files, shiftTo, cancellation);
        var at = now ?? input.Newest;
        var expected = await FileProcessing.RunAsync(input, settings, at, _ => { }, cancellation);
        await using var aws = new AwsServices(settings, Randomness.Unseeded(), TimeProvider.System);
        var found = await StateComparison.ReadAsync(
            await aws.OpenAsync(cancellation),
            input.All,
            settings.Capture.MaxPendingCaptures,
            at,
            consume,
            cancellation
        );
        var differences = StateComparison.Differences(expected, found);
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(expected, differences)));
        else
            await WriteAsync(expected, differences);
        return differences.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static JsonObject Json(ProcessReport expected, IReadOnlyList<string> differences) =>
        new()
        {
            ["equal"] = differences.Count == 0,
            ["users"] = expected.Table.Users.Count,
            ["markers"] = expected.Table.Markers.Count,
            ["notifications"] = expected.Notifications.Count,
            ["dead_letters"] = expected.DeadLetters.Count,
            ["differences"] = new JsonArray([.. differences.Select(line => JsonValue.Create(line))]),
        };

    private static async Task WriteAsync(ProcessReport expected, IReadOnlyList<string> differences)
    {
        if (differences.Count == 0)
        {
            await Console.Out.WriteLineAsync(
                $"Equal: {expected.Table.Users.Count} users, {expected.Table.Markers.Count} markers, {expected.Notifications.Count} notifications, {expected.DeadLetters.Count} dead letters."
            );
            return;
        }
        foreach (var line in differences.Take(DifferencesShown))
            await Console.Out.WriteLineAsync(SafeText.Of(line));
        await Console.Error.WriteLineAsync($"{differences.Count} differences; --json prints them all.");
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Storage;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands;

/// <summary><c>loopworker counts</c></summary>
public static class CountsCommand
{
    public static Command Create()
    {
        var merchant = CheckedOptions.TextArgument(
            "MERCHANT",
            "The merchant's id, as in purchases.",
            CaptureCounts.MerchantError
        );
        var days = CheckedOptions.Whole(
            "--days",
            (1, (int)CaptureCounts.Lifetime.TotalDays),
            7,
            "How many days to show, today (UTC) included."
        );
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "counts",
            "Show how many captures a merchant has had by the day, if workers count them (Capture:CountPerMerchant)."
        )
        {
            merchant,
            days,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(merchant)!, parsed.GetValue(days), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker counts kaffeehaus --days 30");
    }

    private static async Task<int> RunAsync(string merchant, int days, bool json, CancellationToken cancellation)
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        await using var aws = new AwsServices(settings, Randomness.Unseeded(), TimeProvider.System);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var counts = await CaptureCounts.ReadAsync(
            aws.OpenTable(),
            merchant,
            today.AddDays(1 - days),
            today,
            cancellation
        );
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(merchant, counts)));
        else if (counts.Count > 0)
            Write(counts);
        else
            await Console.Out.WriteLineAsync(
                SafeText.Of($"Nothing was counted for {merchant} in {days} days.")
                    + (settings.Capture.CountPerMerchant ? "" : " By these settings, workers do not count.")
            );
        return ExitCodes.Done;
    }

    private static void Write(IReadOnlyList<CaptureCount> counts)
    {
        var table = new Table().AddColumns("day", "captures");
        table.Columns[1].RightAligned();
        foreach (var (day, captures) in counts)
            table.AddRow(Day(day), captures.ToString(CultureInfo.InvariantCulture));
        Output.Standard.Write(table);
    }

    private static JsonObject Json(string merchant, IEnumerable<CaptureCount> counts) =>
        new()
        {
            ["merchant"] = merchant,
            ["days"] = new JsonArray([
                .. counts.Select(count => new JsonObject { ["day"] = Day(count.Day), ["captures"] = count.Captures }),
            ]),
        };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

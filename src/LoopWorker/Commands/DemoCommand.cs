using System.CommandLine;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Demo;
using LoopWorker.Hosting;
using LoopWorker.Telemetry;
using LoopWorker.Terminal;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Commands;

/// <summary><c>loopworker demo</c></summary>
public static class DemoCommand
{
    public static Command Create()
    {
        var events = CheckedOptions.Whole(
            "--events",
            (1, 100_000_000),
            20_000,
            "Number of messages to send, including repeats."
        );
        var users = CheckedOptions.Whole("--users", (1, 10_000_000), 2_000, "Number of users.");
        var duplicates = CheckedOptions.Share(
            "--duplicates",
            0.1,
            "Share of messages that repeat an earlier one, 0 to 1."
        );
        var unknown = CheckedOptions.Share("--unknown", 0.01, "Share of purchases by an unlinked card, 0 to 1.");
        var bad = CheckedOptions.Share("--bad", 0.005, "Share of messages that cannot be read, 0 to 1.");
        var conflicts = CheckedOptions.Share(
            "--conflicts",
            0.002,
            "Share of messages that reuse an id with different content, 0 to 1."
        );
        var seed = CheckedOptions.Whole("--seed", (0, int.MaxValue), 1, "The same seed generates the same messages.");
        var backlog = CheckedOptions.Whole(
            "--backlog",
            (1, 10_000_000),
            4_000,
            "Maximum number of messages waiting for the worker."
        );
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "demo",
            "Send generated events through the worker, without a cloud, and check the outcome."
        )
        {
            events,
            users,
            duplicates,
            unknown,
            bad,
            conflicts,
            seed,
            backlog,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    new DemoOptions(
                        parsed.GetValue(events),
                        parsed.GetValue(users),
                        parsed.GetValue(duplicates),
                        parsed.GetValue(unknown),
                        parsed.GetValue(bad),
                        parsed.GetValue(conflicts),
                        parsed.GetValue(seed),
                        parsed.GetValue(backlog)
                    ),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples("loopworker demo", "loopworker demo --events 100000 --users 500 --json");
    }

    private static async Task<int> RunAsync(DemoOptions options, bool json, CancellationToken cancellation)
    {
        var configuration = WorkerHost.ReadConfiguration();
        var settings = SettingsLoading.Load(configuration);
        // Its own count expects every notification that users wish for, and no other.
        settings.Notifications = new();
        // What goes wrong in a demo goes wrong on purpose.
        using var telemetry = new WorkerTelemetry(settings, configuration, LogLevel.Error);
        var result = await ProgressDisplay.RunAsync(
            "Events settled",
            options.Events,
            progress => DemoRun.RunAsync(options, settings, telemetry, progress, cancellation)
        );
        if (json)
            await Console.Out.WriteLineAsync(DemoReport.ToJson(options, result));
        else
            DemoReport.Write(Output.Standard, options, result);
        if (result.Audit is { Lost: 0, Doubled: 0 })
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync($"The outcome does not match the events sent: {result.Audit}");
        return ExitCodes.Failed;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
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
        var events = Whole("--events", 20_000, 1, 100_000_000, "Number of messages to send, including repeats.");
        var users = Whole("--users", 2_000, 1, 10_000_000, "Number of users.");
        var duplicates = Share("--duplicates", 0.1, "Share of messages that repeat an earlier one, 0 to 1.");
        var unknown = Share("--unknown", 0.01, "Share of purchases by an unlinked card, 0 to 1.");
        var bad = Share("--bad", 0.005, "Share of messages that cannot be read, 0 to 1.");
        var conflicts = Share(
            "--conflicts",
            0.002,
            "Share of messages that reuse an id with different content, 0 to 1."
        );
        var seed = Whole("--seed", 1, 0, int.MaxValue, "The same seed generates the same messages.");
        var backlog = Whole("--backlog", 4_000, 1, 10_000_000, "Maximum number of messages waiting for the worker.");
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
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, bool json, CancellationToken cancellation)
    {
        var configuration = WorkerHost.ReadConfiguration();
        var settings = SettingsLoading.Load(configuration);
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

    private static Option<int> Whole(string name, int defaultValue, int minimum, int maximum, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<int>(), minimum, maximum));
        return option;
    }

    private static Option<double> Share(string name, double defaultValue, string description)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<double>(), 0, 1));
        return option;
    }

    private static void Check(OptionResult result, double value, double minimum, double maximum)
    {
        if (!(value >= minimum && value <= maximum))
            result.AddError($"{result.Option.Name} is {value}: it must be from {minimum} to {maximum}.");
    }
}

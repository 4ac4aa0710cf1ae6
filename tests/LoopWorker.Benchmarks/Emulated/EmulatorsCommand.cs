using System.CommandLine;
using LoopWorker.Benchmarks.Scaling;
using LoopWorker.Commands;
using LoopWorker.Terminal;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary><c>emulators</c></summary>
internal static class EmulatorsCommand
{
    public static Command Create()
    {
        var workers = new Option<string[]>("--worker")
        {
            Description =
                "The loopworker.dll of another build to count instead, as PATH or NAME=PATH; several are counted side by side.",
            HelpName = "NAME=PATH",
        };
        var ways = ListOption.Create<ScaleWay>(
            "--ways",
            "direct,routed",
            "Ways that events take, separated by commas.",
            ScaleCase.IsWay
        );
        var replicas = ListOption.Create<int>("--replicas", "1,2,4", "Numbers of replicas.", ListOption.IsCount);
        var messages = Number("--messages", 8_000, "Messages to work off; one in ten is a repeat.");
        var users = Number("--users", 1_000, "Users they concern, all alike.");
        var seed = Number("--seed", 7, "The same seed makes the same messages.");
        var settings = new Option<string[]>("--setting")
        {
            Description = "A setting of the workers other than its default; may be given several times.",
            HelpName = "NAME=VALUE",
        };
        var calls = new Option<DirectoryInfo?>("--calls")
        {
            Description = "A folder for every call of each case, an object a line.",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "emulators",
            "Run worker processes on the emulators of SQS and DynamoDB, and count their calls."
        )
        {
            workers,
            ways,
            replicas,
            messages,
            users,
            seed,
            settings,
            calls,
            json,
        };
        command.SetAction(
            (parsed, _) =>
            {
                var named = parsed.GetValue(workers) ?? [];
                var builds =
                    named.Length == 0 ? [WorkerBuild.OfThisCheckout] : named.Select(WorkerBuild.Parse).ToList();
                // Builds alternate, so that what the machine does meanwhile meets all of them alike.
                var cases =
                    from way in parsed.GetRequiredValue(ways)
                    from count in parsed.GetRequiredValue(replicas)
                    from build in builds
                    select new EmulatedCase(build, way, count);
                var options = new EmulatedOptions(
                    parsed.GetValue(messages),
                    parsed.GetValue(users),
                    parsed.GetValue(seed),
                    [.. (parsed.GetValue(settings) ?? []).Select(Setting)]
                );
                return RunAsync([.. cases], options, parsed.GetValue(calls), parsed.GetValue(json));
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<EmulatedCase> cases,
        EmulatedOptions options,
        DirectoryInfo? calls,
        bool json
    )
    {
        var endpoints = await Emulators.StartAsync();
        var results = new List<EmulatedResult>();
        foreach (var emulatedCase in cases)
            if (await RunAsync(emulatedCase, options, calls, endpoints) is { } result)
                results.Add(result);
        var report = new EmulatedReport(results);
        if (json)
            Console.WriteLine(report.ToJson());
        else
            report.Write(Output.Standard);
        return results.TrueForAll(result => result.IsExactlyOnce) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<EmulatedResult?> RunAsync(
        EmulatedCase emulatedCase,
        EmulatedOptions options,
        DirectoryInfo? calls,
        Endpoints endpoints
    )
    {
        using var log = calls is null ? null : new CallLog(File.CreateText(PathOf(emulatedCase, calls)));
        var result = await new EmulatedRun(emulatedCase, options, endpoints).RunAsync(log);
        Console.Error.WriteLine(
            result is null
                ? $"{emulatedCase}: left out, for this build does not know routing."
                : $"{emulatedCase}: {result.Messages:N0} messages in {result.Took.TotalSeconds:0.0} s; {result.Audit}, {result.DeadLetters} dead letters"
        );
        return result;
    }

    private static string PathOf(EmulatedCase emulatedCase, DirectoryInfo folder)
    {
        folder.Create();
        return Path.Combine(
            folder.FullName,
            $"{emulatedCase.Build.Name}-{emulatedCase.WayName}-{emulatedCase.Replicas}.ndjson"
        );
    }

    private static (string Setting, string Value) Setting(string text) =>
        text.Split('=', 2) is [var setting, var value] ? (setting, value) : (text, "");

    private static Option<int> Number(string name, int defaultValue, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<int>() > 0))
                result.AddError($"{name} must be more than 0.");
        });
        return option;
    }
}

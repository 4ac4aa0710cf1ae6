using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Provisioning;
using LoopWorker.Terminal;

namespace LoopWorker.Commands;

/// <summary><c>loopworker provision</c></summary>
public static class ProvisionCommand
{
    public static Command Create()
    {
        var apply = new Option<bool>("--apply")
        {
            Description = "Also change what existing queues have otherwise than the settings say.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be done, without doing it." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "provision",
            "Create whatever is missing of the queues and the table that the settings name."
        )
        {
            apply,
            dryRun,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(apply), parsed.GetValue(dryRun), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker provision --dry-run", "loopworker provision");
    }

    private static async Task<int> RunAsync(bool apply, bool dryRun, bool json, CancellationToken cancellation)
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        await using var aws = new AwsServices(settings, Randomness.Unseeded(), TimeProvider.System);
        var blueprint = Blueprint.Of(settings);
        var plan = ProvisionPlan.Of(blueprint, await Found.ReadAsync(blueprint, aws.Queues, aws.Tables, cancellation));
        var isRefused = plan.IsRefused(apply);
        if (isRefused)
            await RefuseAsync(plan, apply);
        else
            await CarryOutAsync(plan, dryRun ? null : new Provisioner(aws.Queues, aws.Tables), json, cancellation);
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(plan, done: !dryRun && !isRefused)));
        return isRefused ? ExitCodes.Failed : ExitCodes.Done;
    }

    // Nothing has been done.
    private static async Task RefuseAsync(ProvisionPlan plan, bool apply)
    {
        foreach (var mismatch in plan.Mismatches)
            await Console.Error.WriteLineAsync(mismatch);
        foreach (var change in plan.Changes)
            await Console.Error.WriteLineAsync($"would {change}");
        if (plan.Mismatches.Count == 0)
            await Console.Error.WriteLineAsync(
                "Nothing was done. 'loopworker provision --apply' makes these changes, and whatever is missing; or let the settings say what the queues have."
            );
        else if (apply)
            await Console.Error.WriteLineAsync("Nothing was done, for not all of it can be changed in place.");
    }

    // Each line is printed when it has become true.
    private static async Task CarryOutAsync(
        ProvisionPlan plan,
        Provisioner? provisioner,
        bool json,
        CancellationToken cancellation
    )
    {
        var report = json ? TextWriter.Null : Console.Out;
        foreach (var step in plan.Steps)
        {
            var isDone = provisioner is null || await provisioner.TryAsync(step, cancellation);
            await report.WriteLineAsync($"{(provisioner is null ? "would " : "")}{step}");
            if (!isDone)
                await report.WriteLineAsync("  skipped: the endpoint does not support it (some emulators do not)");
        }
        if (plan.Steps.Count == 0)
            await report.WriteLineAsync("Everything exists already.");
    }

    private static JsonObject Json(ProvisionPlan plan, bool done) =>
        new()
        {
            ["done"] = done,
            ["steps"] = new JsonArray([.. plan.Steps.Select(step => JsonValue.Create(step.ToString()))]),
            ["changes"] = new JsonArray([
                .. plan.Changes.Select(change => new JsonObject
                {
                    ["queue"] = change.Change.Queue,
                    ["setting"] = change.Setting,
                    ["old"] = change.Old,
                    ["new"] = change.New,
                }),
            ]),
            ["mismatches"] = new JsonArray([.. plan.Mismatches.Select(text => JsonValue.Create(text))]),
        };
}

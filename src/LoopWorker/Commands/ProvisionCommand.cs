using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Terminal;

namespace LoopWorker.Commands;

/// <summary><c>loopworker provision</c></summary>
public static class ProvisionCommand
{
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be done, without doing it." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command(
            "provision",
            "Create whatever is missing of the queues and the table that the settings name."
        )
        {
            dryRun,
            json,
        };
        command.SetAction(
            (parsed, cancellation) => RunAsync(parsed.GetValue(dryRun), parsed.GetValue(json), cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(bool dryRun, bool json, CancellationToken cancellation)
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        await using var aws = new AwsServices(settings, Randomness.Unseeded(), TimeProvider.System);
        var blueprint = Blueprint.Of(settings);
        var found = await Found.ReadAsync(blueprint, aws.Queues, aws.Tables, cancellation);
        var plan = ProvisionPlan.Of(blueprint, found);
        var isRefused = plan.Mismatches.Count > 0;
        if (json)
            await Console.Out.WriteLineAsync(Json(plan, done: !dryRun && !isRefused).ToJsonString(ReportJson.Options));
        foreach (var mismatch in plan.Mismatches)
            await Console.Error.WriteLineAsync(mismatch);
        if (isRefused)
            return ExitCodes.Failed;
        var provisioner = new Provisioner(aws.Queues, aws.Tables);
        foreach (var step in plan.Steps)
        {
            if (!json)
                await Console.Out.WriteLineAsync($"{(dryRun ? "would " : "")}{step}");
            if (!dryRun && !await provisioner.TryAsync(step, cancellation) && !json)
                await Console.Out.WriteLineAsync("  skipped: the endpoint does not support it (some emulators do not)");
        }
        if (plan.Steps.Count == 0 && !json)
            await Console.Out.WriteLineAsync("Everything exists already.");
        return ExitCodes.Done;
    }

    private static JsonObject Json(ProvisionPlan plan, bool done) =>
        new()
        {
            ["done"] = done,
            ["steps"] = new JsonArray([.. plan.Steps.Select(step => JsonValue.Create(step.ToString()))]),
            ["mismatches"] = new JsonArray([.. plan.Mismatches.Select(text => JsonValue.Create(text))]),
        };
}

using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Preflight;
using LoopWorker.Queues;
using LoopWorker.Terminal;

namespace LoopWorker.Commands;

/// <summary><c>loopworker check</c></summary>
public static class CheckCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var readOnly = new Option<bool>("--read-only")
        {
            Description =
                "Only describe queues and table. Without it, the permissions of a worker are checked too, so run it with the worker's role.",
        };
        var command = new Command(
            "check",
            "Check settings, queues, table and permissions before starting a worker. Changes nothing."
        )
        {
            json,
            readOnly,
        };
        command.SetAction(
            (parsed, cancellation) => RunAsync(parsed.GetValue(json), parsed.GetValue(readOnly), cancellation)
        );
        return command.WithExamples("loopworker check", "loopworker check --read-only --json");
    }

    private static async Task<int> RunAsync(bool json, bool readOnly, CancellationToken cancellation)
    {
        LoopWorkerSettings settings;
        try
        {
            settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        }
        // Without --json, they are printed as by every command.
        catch (SettingsException exception) when (json)
        {
            await WriteAsync(
                [.. exception.Errors.Select(error => new Finding(Severity.Error, "settings", error))],
                json: true
            );
            return ExitCodes.WrongUsage;
        }
        var randomness = Randomness.Unseeded();
        await using var aws = new AwsServices(settings, randomness, TimeProvider.System);
        var permissions = readOnly ? null : new PermissionProbe(settings, aws.Queues, aws.OpenTable(), randomness);
        var findings = await new PreflightCheck(settings, aws.Queues, aws.Tables, permissions, advises: true).RunAsync(
            cancellation
        );
        await WriteAsync(findings, json);
        return findings.Any(finding => finding.Severity == Severity.Error) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static async Task WriteAsync(IReadOnlyList<Finding> findings, bool json)
    {
        if (json)
        {
            var list = findings.Select(finding =>
                (JsonNode)
                    new JsonObject
                    {
                        ["severity"] = Name(finding.Severity),
                        ["subject"] = finding.Subject,
                        ["text"] = finding.Text,
                    }
            );
            var root = new JsonObject { ["findings"] = new JsonArray([.. list]) };
            await Console.Out.WriteLineAsync(ReportJson.Safe(root));
            return;
        }
        foreach (var finding in findings.OrderByDescending(finding => finding.Severity))
            await Console.Out.WriteLineAsync(
                SafeText.Of($"{Name(finding.Severity), -8}{finding.Subject}: {finding.Text}")
            );
    }

    private static string Name(Severity severity) =>
        severity switch
        {
            Severity.Ok => "ok",
            Severity.Warning => "warning",
            _ => "error",
        };
}

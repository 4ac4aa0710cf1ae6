using System.CommandLine;
using System.Text.Json.Nodes;
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
        var command = new Command(
            "check",
            "Check settings, queues and table before starting a worker. Changes nothing."
        )
        {
            json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancellation)
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        await using var aws = new AwsServices(settings, Randomness.Unseeded(), TimeProvider.System);
        var findings = await new PreflightCheck(settings, aws.Queues, aws.Tables, advises: true).RunAsync(cancellation);
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
            await Console.Out.WriteLineAsync(root.ToJsonString(ReportJson.Options));
        }
        else
        {
            foreach (var finding in findings.OrderByDescending(finding => finding.Severity))
                await Console.Out.WriteLineAsync($"{Name(finding.Severity), -8}{finding.Subject}: {finding.Text}");
        }
        return findings.Any(finding => finding.Severity == Severity.Error) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static string Name(Severity severity) =>
        severity switch
        {
            Severity.Ok => "ok",
            Severity.Warning => "warning",
            _ => "error",
        };
}

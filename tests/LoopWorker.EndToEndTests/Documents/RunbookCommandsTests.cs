using System.Text.RegularExpressions;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Permissions;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests.Documents;

/// <summary>The commands of docs/operations.md, on one deployment where some dead letters lie and a worker runs.</summary>
public sealed class RunbookCommandsTests
{
    private const string Resume = "loopworker dlq replay --queue loop-events --resume";

    // Of those that end otherwise than with 0.
    private static readonly Dictionary<string, int> ExitCodes = new() { [Resume] = 1 };

    [Fact]
    public async Task Each_ends_as_the_page_says_and_a_letter_that_is_replayed_takes_effect()
    {
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings: [("Capture:UnknownCard", "DeadLetter"), ("Health:Port", $"{FreePort.Find()}")]
        );
        await deployment.ProvisionAsync();
        await using var worker = WorkerProgram.Start(deployment.Environment, "run");
        await worker.SaysAsync("Worker started");
        await PutDeadLettersAsync(deployment);
        var folder = Directory.CreateTempSubdirectory("runbook-");
        try
        {
            // One thing after another in the dead-letter queue; beside it what has nothing to do with that.
            var blocks = CommandRunner.Runbook.Blocks.ToLookup(block =>
                block.Text.Contains(" dlq ", StringComparison.Ordinal)
            );
            await Task.WhenAll(
                new[] { blocks[true], blocks[false] }.Select(some => RunAsync(deployment, folder.FullName, some))
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        await deployment.WaitForMarkersAsync(2);
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    private static async Task RunAsync(Deployment deployment, string folder, IEnumerable<CommandBlock> blocks)
    {
        foreach (var command in blocks.SelectMany(block => block.Commands).DistinctBy(command => command.Text))
        {
            var result = await WorkerProgram.RunAsync(
                ["bash"],
                deployment.Environment,
                "-c",
                $$"""
                set -euo pipefail
                cd '{{folder}}'
                loopworker() { '{{string.Join("' '", WorkerProgram.Command)}}' "$@"; }
                {{Here(command.Text, deployment)}}
                """
            );
            Assert.True(
                result.ExitCode == ExitCodes.GetValueOrDefault(command.Text),
                $"{command} ended with {result.ExitCode}:\n{result.Output}\n{result.Error}"
            );
            if (command.Text.Contains(" --json", StringComparison.Ordinal))
                CommandSchema.Of(NameOf(command.Text)).Check(result.Output);
        }
    }

    // The page has the default names.
    private static string Here(string command, Deployment deployment) =>
        command.Replace("--queue loop-events ", $"--queue {deployment.Events} ", StringComparison.Ordinal);

    // "loopworker dlq list --json" is "dlq-list".
    private static string NameOf(string command) =>
        Regex
            .Match(
                command,
                "loopworker (?<words>[a-z]+( [a-z]+)*)",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Groups["words"]
            .Value.Replace(' ', '-');

    // Those that the page names, and one that SQS itself has moved.
    private static async Task PutDeadLettersAsync(Deployment deployment)
    {
        const string Linked = "fp-of-u2";
        await Lines.SendAsync(
            arguments => deployment.RunAsync(arguments),
            [
                Lines.Card(Linked, "u2"),
                Lines.Card("fp-of-u3", "u3"),
                Lines.Wishes("u3"),
                Lines.Yield("y-0", "u1"),
                Changed(Lines.Sale("t-2", Linked), "\"amount_cents\"", "\"currency\":\"CHF\",\"amount_cents\""),
                Lines.Sale("t-4", Linked, cents: -5),
                Lines.Sale("t-5", "fp-0123456789abcdef"),
                Changed(Lines.Sale("t-6", Linked), "loop.pos.transaction.v1", "loop.unknown.v1"),
            ]
        );
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var letters = await queues.OpenAsync(deployment.DeadLetters, CancellationToken.None);
        await letters.SendAsync([new OutgoingMessage(Lines.Yield("y-1", "u1"))], CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => (await letters.GetDepthAsync(CancellationToken.None)).Total == 5,
            "Not every message became a dead letter."
        );
        await deployment.WaitForMarkersAsync(1);
    }

    private static string Changed(string line, string from, string to) =>
        line.Replace(from, to, StringComparison.Ordinal);
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Completion;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Purging;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.DeadLetters;

/// <summary><c>loopworker dlq purge</c></summary>
internal static class PurgeCommand
{
    public static Command Create()
    {
        var queue = DlqCommand.Queue();
        var selection = new SelectionOptions();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var file = new Option<string?>("--export")
        {
            Description = "The file that the letters are written to first. Default: named by the queue and the time.",
            HelpName = "file",
        }.CompletedByFiles();
        var noExport = new Option<bool>("--no-export")
        {
            Description = "Delete them without writing them to a file first.",
        };
        var visibilityTimeout = SweepArguments.VisibilityTimeout();
        var json = DlqCommand.Json();
        var command = new Command("purge", "Delete dead letters for good, after writing them to a file.")
        {
            queue,
            yes,
            file,
            noExport,
            visibilityTimeout,
            json,
        };
        selection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (parsed.GetValue(file) is not null && parsed.GetValue(noExport))
                    throw new UsageException("--export and --no-export contradict each other: give one of them.");
                var selected = selection.Read(parsed);
                await using var session = OperatorSession.Open();
                var chosen = session.Choose(parsed.GetValue(queue));
                var sweep = SweepArguments.Read(parsed, visibilityTimeout);
                if (!parsed.GetValue(yes) && !await ConfirmAsync(chosen, selected, session, cancellation))
                {
                    await Console.Error.WriteLineAsync("Nothing was deleted.");
                    return ExitCodes.Failed;
                }
                await using var export = parsed.GetValue(noExport)
                    ? null
                    : LetterExport.Create(parsed.GetValue(file) ?? FileOf(chosen), keepsEmpty: false);
                var report = await new Purge(chosen, session.Ports, sweep).RunAsync(
                    selected,
                    export is null
                        ? null
                        : async letters =>
                        {
                            await export.WriteAsync(letters);
                            await export.FlushAsync();
                        },
                    CurrentOperator.Get(),
                    cancellation
                );
                await WriteAsync(chosen, report, report.Deleted > 0 ? export?.Name : null, parsed.GetValue(json));
                return report.Undeleted == 0 ? ExitCodes.Done : ExitCodes.PartlyDone;
            }
        );
        return command.WithExamples(
            "loopworker dlq purge --code too_old",
            "loopworker dlq purge --id 5fea7756-0ea4-451a-a703-a558b933e274 --yes"
        );
    }

    private static async Task<bool> ConfirmAsync(
        DeadLetterQueue queue,
        LetterSelection selection,
        OperatorSession session,
        CancellationToken cancellation
    )
    {
        if (Console.IsInputRedirected)
            throw new UsageException(
                "--yes is missing: where nobody can be asked, it says that the letters are to be deleted."
            );
        var result = await new LetterSearch(queue, session.Ports, new()).RunAsync(
            selection.ToFilter(),
            int.MaxValue,
            _ => Task.CompletedTask,
            cancellation
        );
        await Console.Error.WriteAsync(
            $"To delete for good: {LetterView.Letters(result.Found)} of {LetterView.Count(result.Seen)} in {queue.Name}. Enter their number to do it: "
        );
        return Console.In.ReadLine()?.Trim() == result.Found.ToString(CultureInfo.InvariantCulture) && result.Found > 0;
    }

    private static string FileOf(DeadLetterQueue queue) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{queue.Name}-{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.ndjson"
        );

    private static Task WriteAsync(DeadLetterQueue queue, PurgeReport report, string? file, bool json) =>
        Console.Out.WriteLineAsync(
            json
                ? new JsonObject
                {
                    ["queue"] = queue.Name,
                    ["run"] = report.Run,
                    ["deleted"] = report.Deleted,
                    ["undeleted"] = report.Undeleted,
                    ["file"] = file,
                }.ToJsonString(ReportJson.Options)
                : $"Deleted {LetterView.Letters(report.Deleted)} of {queue.Name}{(file is null ? "" : $", written to {file} before")} (run {report.Run})."
                    + (report.Undeleted == 0 ? "" : $" Not deleted: {LetterView.Count(report.Undeleted)}; purge again.")
        );
}

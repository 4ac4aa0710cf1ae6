using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Completion;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Purging;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Queues;
using LoopWorker.Tables;
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
        }
            .CompletedByFiles()
            .InFolderThatExists();
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
                HashSet<string>? confirmed = null;
                if (!parsed.GetValue(yes))
                {
                    confirmed = await ConfirmAsync(chosen, selected, session, cancellation);
                    if (confirmed.Count == 0)
                    {
                        await Console.Error.WriteLineAsync("Nothing was deleted.");
                        return ExitCodes.Failed;
                    }
                }
                await using var export = parsed.GetValue(noExport)
                    ? null
                    : LetterExport.Create(parsed.GetValue(file) ?? FileOf(chosen), "--export");
                var purge = new Purge(chosen, session.Ports, SweepArguments.Read(parsed, visibilityTimeout));
                return await RunAsync(purge, chosen, selected, confirmed, export, parsed.GetValue(json), cancellation);
            }
        );
        return command.WithExamples(
            "loopworker dlq purge --code too_old",
            "loopworker dlq purge --id 5fea7756-0ea4-451a-a703-a558b933e274 --yes"
        );
    }

    private static async Task<int> RunAsync(
        Purge purge,
        DeadLetterQueue queue,
        LetterSelection selection,
        HashSet<string>? confirmed,
        LetterExport? export,
        bool json,
        CancellationToken cancellation
    )
    {
        var report = new PurgeReport();
        try
        {
            report = await purge.RunAsync(
                selection,
                confirmed,
                export is null ? null : WriteFirstAsync,
                CurrentOperator.Get(),
                done => report = done,
                cancellation
            );
            await WriteAsync(queue, report, FileWith(report, export), json);
            return report.Undeleted == 0 ? ExitCodes.Done : ExitCodes.PartlyDone;
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or QueueException or TableException or IOException)
        {
            var why = LetterView.WhyStopped(exception);
            await Console.Error.WriteLineAsync(
                $"{why}. Deleted so far: {LetterView.Letters(report.Deleted)}{Before(FileWith(report, export))}. Purge again for the rest."
            );
            return report.Deleted > 0 ? ExitCodes.PartlyDone : ExitCodes.Failed;
        }

        async Task WriteFirstAsync(IReadOnlyList<Letter> letters)
        {
            // What is deleted may be in this file alone.
            export!.Keep();
            await export.WriteAsync(letters);
            await export.FlushAsync();
        }
    }

    // Those that were looked at, if their number is entered; else none.
    private static async Task<HashSet<string>> ConfirmAsync(
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
        var found = new HashSet<string>(StringComparer.Ordinal);
        var result = await new LetterSearch(queue, session.Ports, new()).RunAsync(
            selection.ToFilter(),
            int.MaxValue,
            letter =>
            {
                found.Add(letter.Message.MessageId);
                return Task.CompletedTask;
            },
            cancellation
        );
        if (found.Count == 0)
            return found;
        var answer = await Prompt.AskAsync(
            $"To delete for good: {LetterView.Letters(found.Count)} of {LetterView.Count(result.Seen)} in {queue.Name}.{ListCommand.Unseen(result)} Enter their number to do it: ",
            Console.In,
            cancellation
        );
        return answer?.Trim() == found.Count.ToString(CultureInfo.InvariantCulture) ? found : [];
    }

    private static string? FileWith(PurgeReport report, LetterExport? export) =>
        report.Deleted > 0 ? export?.Name : null;

    private static string Before(string? file) => file is null ? "" : $", written to {file} before";

    private static string FileOf(DeadLetterQueue queue) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{queue.Name}-{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.ndjson"
        );

    private static Task WriteAsync(DeadLetterQueue queue, PurgeReport report, string? file, bool json) =>
        Console.Out.WriteLineAsync(
            json
                ? ReportJson.Safe(
                    new JsonObject
                    {
                        ["queue"] = queue.Name,
                        ["run"] = report.Run,
                        ["deleted"] = report.Deleted,
                        ["undeleted"] = report.Undeleted,
                        ["file"] = file,
                    }
                )
                : $"Deleted {LetterView.Letters(report.Deleted)} of {queue.Name}{Before(file)} (run {report.Run})."
                    + (report.Undeleted == 0 ? "" : $" Not deleted: {LetterView.Count(report.Undeleted)}; purge again.")
        );
}

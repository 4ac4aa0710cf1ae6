using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Completion;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.DeadLetters;

/// <summary><c>loopworker dlq export</c></summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("NEW-FILE")
        {
            Description = "The file to write, a JSON object per line; - for standard output.",
        }
            .CompletedByFiles()
            .InFolderThatExists();
        var queue = DlqCommand.Queue();
        var selection = new SelectionOptions();
        var maximum = CheckedOptions.Whole("--max", (1, 10_000_000), 10_000_000, "How many letters to export.");
        var json = DlqCommand.Json();
        var command = new Command(
            "export",
            "Write dead letters with bodies and attributes to a file, which 'dlq replay --from' takes. Nothing is taken out."
        )
        {
            file,
            queue,
            maximum,
            json,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(file)!,
                    parsed.GetValue(queue),
                    selection.Read(parsed),
                    parsed.GetValue(maximum),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples("loopworker dlq export letters.ndjson --code invalid_field");
    }

    private static async Task<int> RunAsync(
        string file,
        string? name,
        LetterSelection selection,
        int maximum,
        bool json,
        CancellationToken cancellation
    )
    {
        await using var session = OperatorSession.Open();
        var queue = session.Choose(name);
        await using var export = LetterExport.Create(file, "NEW-FILE");
        var result = await new LetterSearch(queue, session.Ports, new SweepOptions()).RunAsync(
            selection.ToFilter(),
            maximum,
            letter => export.WriteAsync([letter]),
            cancellation
        );
        await export.CompleteAsync();
        // What is exported may itself go to standard output.
        var report = export.IsStandardOutput ? Console.Error : Console.Out;
        await report.WriteLineAsync(
            json
                ? ReportJson.Safe(
                    new JsonObject
                    {
                        ["queue"] = queue.Name,
                        ["file"] = export.Name,
                        ["exported"] = export.Letters,
                        ["seen"] = result.Seen,
                        ["unseen"] = result.Unseen,
                    }
                )
                : SafeText.Of(
                    $"Wrote {LetterView.Letters(export.Letters)} of {queue.Name} to {export.Name}. All are still in the queue.{ListCommand.Unseen(result)}"
                )
        );
        return ExitCodes.Done;
    }
}

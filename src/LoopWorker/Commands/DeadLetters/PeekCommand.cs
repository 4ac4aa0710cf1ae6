using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Terminal;
using LoopWorker.Wording;
using Spectre.Console;

namespace LoopWorker.Commands.DeadLetters;

/// <summary><c>loopworker dlq peek</c></summary>
internal static class PeekCommand
{
    public static Command Create()
    {
        var queue = DlqCommand.Queue();
        var selection = new SelectionOptions();
        var maximum = CheckedOptions.Whole("--max", (1, 10_000), 20, "How many letters to show.");
        var full = new Option<bool>("--full")
        {
            Description = "Show bodies and attributes too. They hold what users did, and card fingerprints.",
        };
        var json = DlqCommand.Json();
        var command = new Command("peek", "Show dead letters. Nothing is taken out.") { queue, maximum, full, json };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(queue),
                    selection.Read(parsed),
                    parsed.GetValue(maximum),
                    parsed.GetValue(full),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples(
            "loopworker dlq peek --code no_rate --since 2h",
            "loopworker dlq peek --where \"currency == 'CHF'\" --full"
        );
    }

    private static async Task<int> RunAsync(
        string? name,
        LetterSelection selection,
        int maximum,
        bool full,
        bool json,
        CancellationToken cancellation
    )
    {
        await using var session = OperatorSession.Open();
        var queue = session.Choose(name);
        var letters = new List<Letter>();
        var result = await new LetterSearch(queue, session.Ports, new SweepOptions()).RunAsync(
            selection.ToFilter(),
            maximum,
            letter =>
            {
                letters.Add(letter);
                return Task.CompletedTask;
            },
            cancellation
        );
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(queue, letters, result, full)));
        else
            await WriteAsync(queue, letters, result, full);
        return ExitCodes.Done;
    }

    private static async Task WriteAsync(DeadLetterQueue queue, List<Letter> letters, SearchResult result, bool full)
    {
        if (letters.Count == 0)
            await Console.Out.WriteLineAsync(
                $"{queue.Name}: none of {LetterView.Letters(result.Seen)} is meant.{ListCommand.Unseen(result)}"
            );
        else if (full)
            foreach (var letter in letters)
                await WriteWholeAsync(letter);
        else
            WriteTable(letters);
    }

    private static void WriteTable(IEnumerable<Letter> letters)
    {
        var table = new LetterTable("failed", "code", "detail", "type", "event", "replays", "letter");
        foreach (var letter in letters)
            table.AddRow(
                LetterView.Time(letter.FailedAt),
                LetterView.Cell(letter.Code),
                LetterView.Cell(letter.Detail),
                LetterView.Cell(letter.Type),
                LetterView.Cell(letter.EventId),
                LetterView.Count(letter.ReplayCount),
                LetterView.Cell(letter.Message.MessageId)
            );
        table.WriteTo(Output.Standard);
    }

    private static async Task WriteWholeAsync(Letter letter)
    {
        var lines = new List<string>
        {
            $"letter {letter.Message.MessageId}, failed at {LetterView.Time(letter.FailedAt)}: {letter.Code}",
            $"  {letter.Detail}",
            $"  {letter.Type ?? "no type"}, event {letter.EventId ?? "without an id"}, from {letter.Source?.Queue ?? "an unknown source"}, replayed {Counted.Of(letter.ReplayCount, "time")}",
        };
        lines.AddRange(
            letter.Message.Attributes.Select(pair =>
                $"  {pair.Key}: {pair.Value.Text ?? $"{pair.Value.Bytes?.Length} bytes"}"
            )
        );
        lines.Add($"  {letter.Message.Body}");
        foreach (var line in lines)
            await Console.Out.WriteLineAsync(SafeText.Of(line));
    }

    private static JsonObject Json(DeadLetterQueue queue, List<Letter> letters, SearchResult result, bool full) =>
        new()
        {
            ["queue"] = queue.Name,
            ["letters"] = new JsonArray([.. letters.Select(letter => LetterView.Json(letter, full))]),
            ["seen"] = result.Seen,
            ["unseen"] = result.Unseen,
        };
}

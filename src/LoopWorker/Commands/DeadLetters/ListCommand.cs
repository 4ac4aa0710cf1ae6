using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.DeadLetters;

/// <summary><c>loopworker dlq list</c></summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var queue = DlqCommand.Queue("The dead-letter queue, or its source. Default: all of the settings.");
        var maximum = CheckedOptions.Whole("--max", (1, 1_000_000), 10_000, "How many letters of a queue to look at.");
        var json = DlqCommand.Json();
        var command = new Command(
            "list",
            "List the dead-letter queues: how many letters they hold, and why, in groups. Nothing is taken out."
        )
        {
            queue,
            maximum,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(queue), parsed.GetValue(maximum), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker dlq list", "loopworker dlq list --queue loop-events --json");
    }

    private static async Task<int> RunAsync(string? name, int maximum, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var queues = name is null ? session.DeadLetters : [session.Choose(name)];
        var all = new JsonArray();
        foreach (var queue in queues)
        {
            var groups = new LetterGroups();
            var result = await new LetterSearch(queue, session.Ports, new SweepOptions()).RunAsync(
                new(),
                maximum,
                letter =>
                {
                    groups.Add(letter);
                    return Task.CompletedTask;
                },
                cancellation
            );
            if (json)
                all.Add((JsonNode)Json(queue, result, groups.All));
            else
                await WriteAsync(queue, result, groups.All);
        }
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(new JsonObject { ["queues"] = all }));
        return ExitCodes.Done;
    }

    private static async Task WriteAsync(DeadLetterQueue queue, SearchResult result, IReadOnlyList<LetterGroup> groups)
    {
        if (groups.Count == 0)
        {
            await Console.Out.WriteLineAsync($"{queue.Name}: no letters.{Unseen(result)}");
            return;
        }
        await Console.Out.WriteLineAsync(
            $"{queue.Name}: {LetterView.Letters(result.Seen)}, the oldest failed at {LetterView.Time(groups.Min(group => group.First))}.{Unseen(result)}"
        );
        var table = new LetterTable("letters", "code", "what", "first", "last", "example");
        foreach (var group in groups)
            table.AddRow(
                LetterView.Count(group.Count),
                LetterView.Cell(group.Code),
                LetterView.Cell(group.Shape),
                LetterView.Time(group.First),
                LetterView.Time(group.Last),
                LetterView.Cell(group.Example)
            );
        table.WriteTo(Output.Standard);
    }

    internal static string Unseen(SearchResult result) =>
        result.Unseen == 0
            ? ""
            : $" {LetterView.Count(result.Unseen)} more were not looked at: in others' hands, behind these in a FIFO queue, or beyond --max.";

    private static JsonObject Json(DeadLetterQueue queue, SearchResult result, IReadOnlyList<LetterGroup> groups) =>
        new()
        {
            ["queue"] = queue.Name,
            ["sources"] = new JsonArray([.. queue.Sources.Select(source => (JsonNode)source.Queue)]),
            ["depth"] = new JsonObject
            {
                ["visible"] = result.Depth.Visible,
                ["in_flight"] = result.Depth.InFlight,
                ["delayed"] = result.Depth.Delayed,
            },
            ["seen"] = result.Seen,
            ["unseen"] = result.Unseen,
            ["oldest_failed_at"] =
                groups.Count == 0 ? null : Queues.Messages.UtcTimeConverter.Format(groups.Min(group => group.First)),
            ["groups"] = new JsonArray([.. groups.Select(LetterView.Json)]),
        };
}

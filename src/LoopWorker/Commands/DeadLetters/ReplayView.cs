using System.Text.Json.Nodes;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Queues;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>How replays, and what they would do, are told.</summary>
internal static class ReplayView
{
    public static async Task WriteAsync(DeadLetterQueue queue, ReplayReport report, bool json)
    {
        var counts = report.Counts;
        if (json)
        {
            await WriteAsync(
                new JsonObject
                {
                    ["queue"] = queue.Name,
                    ["dry_run"] = false,
                    ["run"] = report.Record.Id,
                    ["outcome"] = report.Record.Outcome,
                    ["replayed"] = counts.Replayed,
                    ["stayed"] = new JsonObject(
                        counts
                            .Stayed.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                            .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))
                    ),
                    ["not_chosen"] = counts.NotChosen,
                    ["undeleted"] = counts.Undeleted,
                    ["missing"] = counts.Missing,
                    ["refusal"] = counts.Refusal,
                    ["resumed"] = counts.Resumed,
                }
            );
            return;
        }
        await Console.Out.WriteLineAsync(
            $"Replayed {LetterView.Letters(counts.Replayed)} of {queue.Name} (run {report.Record.Id}){Before(counts)}. Not chosen: {LetterView.Count(counts.NotChosen)}."
        );
        foreach (var (reason, count) in counts.Stayed)
            await Console.Out.WriteLineAsync($"Stayed: {LetterView.Letters(count)}, {Explanation(reason)}");
        if (counts.Refusal is { } refusal)
            await Console.Out.WriteLineAsync(SafeText.Of($"The first that was refused is {refusal}"));
        if (counts.Missing > 0)
            await Console.Out.WriteLineAsync(
                $"Not in the queue: {LetterView.Letters(counts.Missing)} of the file. They were replayed or purged, came from another queue, or are in others' hands."
            );
        if (counts.Undeleted > 0)
            await Console.Out.WriteLineAsync(
                $"Replayed, but not deleted here: {LetterView.Letters(counts.Undeleted)}. They take effect once all the same."
            );
    }

    /// <param name="queue">The dead-letter queue.</param>
    /// <param name="run">The run that can be gone on with; null if nothing is recorded of it.</param>
    /// <param name="counts">How far it got.</param>
    /// <param name="exception">What stopped it.</param>
    public static async Task WriteInterruptedAsync(
        DeadLetterQueue queue,
        string? run,
        ReplayCounts counts,
        Exception exception
    )
    {
        var why = LetterView.WhyStopped(exception);
        await Console.Error.WriteLineAsync(
            run is null
                ? $"{why}. Nothing was replayed."
                : $"{why}. Replayed so far: {LetterView.Letters(counts.Replayed)}. Go on with: loopworker dlq replay --queue {queue.Name} --resume --run {run}"
        );
    }

    private static string Before(ReplayCounts counts) =>
        counts.ReplayedBefore == 0
            ? ""
            : $", {LetterView.Count(counts.ReplayedBefore)} of them before it was interrupted";

    public static async Task WriteAsync(DeadLetterQueue queue, MoveTask task, bool json)
    {
        if (json)
            await WriteAsync(
                new JsonObject
                {
                    ["queue"] = queue.Name,
                    ["dry_run"] = false,
                    ["moved"] = task.Moved,
                    ["to"] = task.Destination,
                }
            );
        else
            await Console.Out.WriteLineAsync(
                $"SQS moved {LetterView.Letters(task.Moved)} of {queue.Name} to {task.Destination}."
            );
    }

    public static async Task WriteAsync(DeadLetterQueue queue, ReplayPreview preview, bool json)
    {
        if (json)
        {
            await WriteAsync(
                new JsonObject
                {
                    ["queue"] = queue.Name,
                    ["dry_run"] = true,
                    ["groups"] = new JsonArray([.. preview.Groups.Select(Json)]),
                    ["seen"] = preview.Seen,
                    ["unseen"] = preview.Unseen,
                }
            );
            return;
        }
        var (goes, stays) = (
            preview.Groups.Where(group => group.Destination is not null).Sum(group => group.Count),
            preview.Groups.Where(group => group.Destination is null).Sum(group => group.Count)
        );
        await Console.Out.WriteLineAsync(
            $"Of {LetterView.Letters(preview.Seen)} looked at in {queue.Name}, {LetterView.Count(goes)} would be replayed, and {LetterView.Count(stays)} of those chosen would stay. Nothing was done."
        );
        if (preview.Groups.Count > 0)
            WriteTable(preview.Groups);
    }

    private static void WriteTable(IEnumerable<ReplayPreviewGroup> groups)
    {
        var table = new LetterTable("letters", "code", "what", "would", "example");
        foreach (var group in groups)
            table.AddRow(
                LetterView.Count(group.Count),
                LetterView.Cell(group.Code),
                LetterView.Cell(group.Shape),
                LetterView.Cell(string.Join('\n', WouldBe(group))).Replace("\\u000A", "\n", StringComparison.Ordinal),
                LetterView.Cell(group.Example)
            );
        table.WriteTo(Output.Standard);
    }

    private static IEnumerable<string> WouldBe(ReplayPreviewGroup group)
    {
        yield return group switch
        {
            { StaysBecause: { } reason } => $"stay: {Explanation(reason)}",
            { FailsAgain: { } code } => $"go to {group.Destination}, and fail again: {code}",
            _ => $"go to {group.Destination}",
        };
        foreach (var change in group.Changes)
            yield return $"{(change.Path.Length == 0 ? "payload" : change.Path)}: {change.Before ?? "(absent)"} -> {change.After ?? "(absent)"}";
    }

    private static string Explanation(string reason) =>
        reason switch
        {
            HoldingReasons.Expired =>
                "older than it is remembered that they took effect; if they certainly have not, use --even-expired.",
            HoldingReasons.ReplayedTooOften =>
                "replayed as often as --max-replays allows; find out why they come back.",
            HoldingReasons.UnknownSource => "nothing tells which source they came from; name a queue with --to.",
            HoldingReasons.NotJson => "not JSON, so --edit cannot change them; export, edit, and replay with --from.",
            HoldingReasons.TooLarge => "larger than SQS allows with the note of the replay.",
            HoldingReasons.Refused => "refused by the queue they go to.",
            HoldingReasons.Behind => "behind one of their message group that could not be sent.",
            _ => "sent perhaps, but no answer says so; replay them again, they take effect once all the same.",
        };

    private static JsonObject Json(ReplayPreviewGroup group) =>
        new()
        {
            ["to"] = group.Destination,
            ["stays_because"] = group.StaysBecause,
            ["fails_again"] = group.FailsAgain,
            ["code"] = group.Code,
            ["shape"] = group.Shape,
            ["letters"] = group.Count,
            ["example"] = group.Example,
            ["changes"] = new JsonArray([
                .. group.Changes.Select(change => new JsonObject
                {
                    ["path"] = change.Path,
                    ["before"] = change.Before,
                    ["after"] = change.After,
                }),
            ]),
        };

    private static Task WriteAsync(JsonObject json) => Console.Out.WriteLineAsync(ReportJson.Safe(json));
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Queues.Messages;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.DeadLetters;

/// <summary><c>loopworker dlq history</c></summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var maximum = CheckedOptions.Whole("--max", (1, 10_000), 20, "How many operations to show, the newest first.");
        var all = new Option<bool>("--all") { Description = "Also what was done to users, cards and sessions." };
        var json = DlqCommand.Json();
        var command = new Command("history", "Show who replayed and purged what, when, and what came of it.")
        {
            maximum,
            all,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(maximum), parsed.GetValue(all), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker dlq history", "loopworker dlq history --all --json");
    }

    private static async Task<int> RunAsync(int maximum, bool all, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var locks = new QueueLocks(session.Ports, session.Audit);
        var records = await session
            .Audit.ListAsync(cancellation)
            .Where(record => all || record.IsOfDeadLetters)
            .Take(maximum)
            .Select(async (record, _, token) => await locks.AsItStandsAsync(record, token))
            .ToListAsync(cancellation);
        if (json)
            await Console.Out.WriteLineAsync(
                ReportJson.Safe(new JsonObject { ["operations"] = new JsonArray([.. records.Select(Json)]) })
            );
        else if (records.Count == 0)
            await Console.Out.WriteLineAsync("Nothing has been replayed or purged.");
        else
            Write(records);
        return ExitCodes.Done;
    }

    private static void Write(IEnumerable<AuditRecord> records)
    {
        var table = new LetterTable("run", "began", "operation", "on", "by", "outcome", "counts");
        foreach (var record in records)
            table.AddRow(
                LetterView.Cell(record.Id),
                LetterView.Time(record.StartedAt),
                LetterView.Cell(record.Operation),
                LetterView.Cell(record.Subject),
                LetterView.Cell($"{record.By.Name}@{record.By.Host}"),
                LetterView.Cell(record.Outcome + (record.Error is null ? "" : $": {record.Error}")),
                LetterView.Cell(Counts(record))
            );
        table.WriteTo(Output.Standard);
    }

    /// <summary>
    /// The counts of an operation: of dead letters they are together, of others they stand among the details, and what there was none of is left out.
    /// </summary>
    internal static string Counts(AuditRecord record) =>
        record.Details["counts"] is JsonObject counts
            ? Text(counts.Where(count => count.Value is JsonValue))
            : Text(record.Details.Where(detail => IsNumber(detail.Value) && detail.Value!.ToJsonString() != "0"));

    private static string Text(IEnumerable<KeyValuePair<string, JsonNode?>> counts) =>
        string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static JsonObject Json(AuditRecord record) =>
        new()
        {
            ["run"] = record.Id,
            ["operation"] = record.Operation,
            ["subject"] = record.Subject,
            ["by"] = record.By.Name,
            ["host"] = record.By.Host,
            ["started_at"] = UtcTimeConverter.Format(record.StartedAt),
            ["ended_at"] = record.EndedAt is { } ended ? UtcTimeConverter.Format(ended) : null,
            ["outcome"] = record.Outcome,
            ["error"] = record.Error,
            ["details"] = Shown(record.Details),
        };

    private static JsonObject Shown(JsonObject details)
    {
        var shown = details.DeepClone().AsObject();
        shown.Remove(AuditRecord.Place);
        return shown;
    }
}

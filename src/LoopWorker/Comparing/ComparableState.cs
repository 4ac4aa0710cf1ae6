using System.Text.Json.Nodes;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Messages.Failures;
using LoopWorker.Processing;

namespace LoopWorker.Comparing;

/// <summary>
/// A report as it is compared: everything stands under what identifies it (a notification's id, a dead letter's line, a capture's
/// purchase, a card's fingerprint), so that one thing that is missing is one difference. Pure.
/// </summary>
internal static class ComparableState
{
    /// <param name="report">The report.</param>
    /// <param name="lines">The places of dead letters, by the text of their lines.</param>
    public static JsonObject Of(ProcessReport report, IReadOnlyDictionary<string, string> lines)
    {
        var state = (report with { Totals = null, Unmatched = [], SeveralFiles = false, DeadLetters = [] }).ToNode();
        foreach (var (_, user) in state["users"]!.AsObject())
        {
            user!.AsObject().Remove("version");
            (user["context"] as JsonObject)?.Remove("version");
            (Member(Member(user["context"], "agent_memory"), "loop_worker") as JsonObject)?.Remove("overflow");
            user["captures"] = ByIdentity(user["captures"]!.AsArray(), CaptureId);
            user["cards"] = ByIdentity(user["cards"]!.AsArray(), card => (string?)card);
        }
        // Repeats of a notification are as good as one.
        state["notifications"] = ByIdentity(
            new JsonArray([
                .. state["notifications"]!.AsArray().DistinctBy(Id).Select(notification => notification!.DeepClone()),
            ]),
            Id
        );
        state["dead_letters"] = DeadLetters(report, lines);
        return state;
    }

    /// <summary>The places of all dead letters: that of the first line with the same text, for they cannot be told apart.</summary>
    public static IReadOnlyDictionary<string, string> Lines(params ProcessReport[] reports) =>
        reports
            .SelectMany(report => report.DeadLetters)
            .Select(entry => entry.Line)
            .GroupBy(line => line.Text, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group =>
                    group.Where(line => line.Number > 0).MinBy(line => line.Number) is { } line
                        ? $"{line.File}:{line.Number}"
                        : "of no line of the files",
                StringComparer.Ordinal
            );

    private static JsonObject DeadLetters(ProcessReport report, IReadOnlyDictionary<string, string> lines)
    {
        var entries = report
            // A line that sets up state was never a message.
            .DeadLetters.Where(entry => !SetupLineReader.TryRead(entry.Line.Text, out _))
            .OrderBy(entry => entry.Failure.Code, StringComparer.Ordinal)
            .ThenBy(entry => entry.Failure.Detail, StringComparer.Ordinal);
        return ByIdentity(
            new JsonArray([.. entries.Select(entry => DeadLetter(lines[entry.Line.Text], entry.Failure))]),
            entry => (string?)entry!["place"]
        );
    }

    private static JsonObject DeadLetter(string place, Failure failure) =>
        new()
        {
            ["place"] = place,
            ["code"] = failure.Code,
            ["detail"] = failure.Detail,
        };

    // What has the same identity, or none, is told apart by its number among those.
    private static JsonObject ByIdentity(JsonArray entries, Func<JsonNode?, string?> identity)
    {
        var named = new JsonObject();
        foreach (var entry in entries)
        {
            var name = identity(entry) ?? "unknown";
            var number = 1;
            var key = name;
            while (named.ContainsKey(key))
                key = $"{name} ({++number})";
            named[key] = entry?.DeepClone();
        }
        return named;
    }

    private static string? Id(JsonNode? notification) => Member(notification, "id")?.ToString();

    private static string? CaptureId(JsonNode? capture) =>
        (Member(capture, "transaction_id") ?? Member(capture, "created_at"))?.ToString();

    // What others have stored there may be anything.
    private static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];
}

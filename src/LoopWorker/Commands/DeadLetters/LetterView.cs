using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Queues.Messages;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>How letters and groups of them are shown.</summary>
internal static class LetterView
{
    /// <summary>Stored text, on a terminal and in a table.</summary>
    public static string Cell(string? text) => Markup.Escape(SafeText.Of(text ?? ""));

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Letters(long count) => count == 1 ? "1 letter" : $"{Count(count)} letters";

    /// <summary>What stopped an operation, without a full stop: more follows.</summary>
    public static string WhyStopped(Exception exception) =>
        exception is OperationCanceledException ? "Interrupted" : exception.Message.TrimEnd('.');

    public static string Time(DateTimeOffset time) => CardsCommand.Time(time);

    /// <summary>As JSON; body, attributes and trace only if all is to be shown.</summary>
    public static JsonObject Json(Letter letter, bool full)
    {
        var json = JsonNode.Parse(ExportedLetter.Of(letter).ToLine())!.AsObject();
        if (!full)
            foreach (var name in new[] { "body", "attributes", "trace_header", "group_id" })
                json.Remove(name);
        return json;
    }

    public static JsonObject Json(LetterGroup group) =>
        new()
        {
            ["code"] = group.Code,
            ["shape"] = group.Shape,
            ["letters"] = group.Count,
            ["first_failed_at"] = UtcTimeConverter.Format(group.First),
            ["last_failed_at"] = UtcTimeConverter.Format(group.Last),
            ["example"] = group.Example,
        };
}

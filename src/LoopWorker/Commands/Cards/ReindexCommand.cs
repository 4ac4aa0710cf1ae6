using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Cards;
using LoopWorker.Terminal;
using LoopWorker.Wording;

namespace LoopWorker.Commands.Cards;

/// <summary><c>loopworker cards reindex</c></summary>
internal static class ReindexCommand
{
    public static Command Create()
    {
        var dryRun = OperatorOptions.DryRun();
        var resume = new Option<bool>("--resume") { Description = "Go on where the last run was interrupted." };
        var json = CardsCommand.Json();
        var command = new Command(
            "reindex",
            "List cards among their users' that agents have linked without that. Reads the whole table."
        )
        {
            dryRun,
            resume,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(dryRun), parsed.GetValue(resume), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker cards reindex --dry-run", "loopworker cards reindex --resume");
    }

    private static async Task<int> RunAsync(bool dryRun, bool resume, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var report = await new CardReindexing(session.Ports.Table, session.Cards, session.Audit).RunAsync(
            dryRun ? null : CurrentOperator.Get(),
            resume,
            ScanDisplay.Create("unlisted cards"),
            cancellation
        );
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(report, dryRun)));
        else
            await Console.Out.WriteLineAsync(Text(report, dryRun));
        return ExitCodes.Done;
    }

    /// <summary>For people. Pure.</summary>
    internal static string Text(ReindexReport report, bool dryRun)
    {
        var done =
            dryRun ? "would be listed"
            : report.Listed == 1 ? "is listed now"
            : "are listed now";
        var start = report.Resumed ? " Items before the place of the interrupted run were not read again." : "";
        var ofNobody =
            report.OfNobody == 0
                ? ""
                : $" {Counted.Of(report.OfNobody, "card names", "cards name")} no user: mend or remove what lies under CARD#, META.";
        return $"{report.Listed} of {Counted.Of(report.Cards, "card")} {done}; {Counted.Of(report.Read, "item was", "items were")} read.{start}{ofNobody}";
    }

    /// <summary>As <c>docs/commands/cards-reindex.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(ReindexReport report, bool dryRun) =>
        new()
        {
            ["dry_run"] = dryRun,
            ["resumed"] = report.Resumed,
            ["read"] = report.Read,
            ["cards"] = report.Cards,
            ["listed"] = report.Listed,
            ["of_nobody"] = report.OfNobody,
        };
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Users;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Users;

/// <summary><c>loopworker user erase</c></summary>
internal static class EraseCommand
{
    public static Command Create()
    {
        var user = CardsCommand.User();
        var yes = new Option<bool>("--yes") { Description = "Do not ask. Needed where there is no terminal." };
        var dryRun = OperatorOptions.DryRun();
        var json = CardsCommand.Json();
        var command = new Command(
            "erase",
            "Erase a person: remove what is stored, unlink the cards, and put a pseudonym in place of the key in markers. Reads the whole table."
        )
        {
            user,
            yes,
            dryRun,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(user)!,
                    parsed.GetValue(yes),
                    parsed.GetValue(dryRun),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples("loopworker user erase ada --dry-run", "loopworker user erase ada --yes");
    }

    private static async Task<int> RunAsync(
        string user,
        bool yes,
        bool dryRun,
        bool json,
        CancellationToken cancellation
    )
    {
        if (!yes && !dryRun && !await IsMeantAsync(user, cancellation))
        {
            await Console.Error.WriteLineAsync("Nothing was erased.");
            return ExitCodes.Failed;
        }
        await using var session = OperatorSession.Open();
        var report = await new UserErasure(
            session.Ports.Table,
            session.Cards,
            session.Audit,
            session.Ports.Randomness,
            session.Ports.Time
        ).EraseAsync(user, dryRun ? null : CurrentOperator.Get(), ScanDisplay.Create("markers"), cancellation);
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(user, report)));
        else if (!report.IsEmpty)
            Write(user, report);
        if (report.IsEmpty && report.Outcome != ErasureOutcome.StillWritten)
        {
            await Console.Error.WriteLineAsync($"Nothing is stored about {user}.");
            return ExitCodes.Failed;
        }
        if (report.Outcome != ErasureOutcome.StillWritten)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(
            report.Running > 0
                ? $"A replay that names {user} is under way, and writes it into its record: see 'loopworker dlq history', and erase again when it has ended."
                : $"Events of {user} keep coming, and make a context anew. Stop what sends them, and erase again."
        );
        return ExitCodes.PartlyDone;
    }

    private static async Task<bool> IsMeantAsync(string user, CancellationToken cancellation)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
            throw new UsageException(
                "There is no terminal to ask on whether it is meant: give --yes to erase, or --dry-run to see what would go."
            );
        var question = $"Erase all that is stored about {user}? It cannot be undone. Enter yes: ";
        return await Prompt.AskAsync(SafeText.Of(question), Console.In, cancellation) == "yes";
    }

    private static void Write(string user, ErasureReport report)
    {
        var isDone = report.Outcome != ErasureOutcome.WouldErase;
        FigureTable.Write(
            Output.Standard,
            isDone ? $"Erased of {user}" : $"Would be erased of {user}",
            Figures(report).Select(row => (row.Name, row.Count.ToString("N0", CultureInfo.InvariantCulture)))
        );
        if (report.Owed > 0 && isDone)
            Console.Out.WriteLine(
                "Some events owed notifications. Nobody is sent them now, except by a worker that had one in hand; erase again in ten minutes (Pipeline:MaxHold) to be sure that it has not written the key back."
            );
    }

    private static IEnumerable<(string Name, int Count)> Figures(ErasureReport report) =>
        [
            ("contexts", report.Contexts),
            ("sessions", report.Sessions),
            ("locations", report.Locations),
            ("captures", report.Captures),
            ("cards unlinked", report.Cards),
            ("parked purchases", report.Parked),
            ("other items", report.Others),
            ("markers with the pseudonym now", report.Markers),
            ("notifications owed", report.Owed),
            ("records with the pseudonym now", report.Records),
        ];

    /// <summary>As <c>docs/commands/user-erase.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(string user, ErasureReport report) =>
        new()
        {
            ["subject"] = Subjects.User(user),
            ["outcome"] = report.Outcome switch
            {
                ErasureOutcome.Erased => "erased",
                ErasureOutcome.WouldErase => "would_erase",
                _ => "still_written",
            },
            ["contexts"] = report.Contexts,
            ["sessions"] = report.Sessions,
            ["locations"] = report.Locations,
            ["captures"] = report.Captures,
            ["cards"] = report.Cards,
            ["parked"] = report.Parked,
            ["other_items"] = report.Others,
            ["markers"] = report.Markers,
            ["owed"] = report.Owed,
            ["records"] = report.Records,
            ["running"] = report.Running,
            ["rounds"] = report.Rounds,
        };
}

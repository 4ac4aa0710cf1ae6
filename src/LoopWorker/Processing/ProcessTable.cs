using System.Globalization;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Processing;

/// <summary>A <see cref="ProcessReport"/> for people.</summary>
public static class ProcessTable
{
    private const int UsersShown = 20;
    private const int LinesShown = 50;

    public static void Write(IAnsiConsole console, ProcessReport report)
    {
        var totals = report.Totals!;
        FigureTable.Write(
            console,
            "Results",
            [
                ("lines", Figure(totals.Lines)),
                ("events", Figure(totals.Events)),
                ("captured", Figure(totals.Captured)),
                ("duplicates", Figure(totals.Duplicates)),
                ("conflicting duplicates", Figure(totals.ConflictingDuplicates)),
                ("unmatched cards", Figure(totals.Unmatched)),
                ("dead letters", Figure(totals.DeadLetters)),
                ("notifications", Figure(totals.Notifications)),
                ("context writes", Figure(totals.ContextWrites)),
                ("read units", Figure(totals.ReadUnits)),
                ("write units", Figure(totals.WriteUnits)),
                ("calls", Figure(totals.Calls)),
            ]
        );
        WriteUsers(console, report.Table);
        WriteDeadLetters(console, report);
        WriteUnmatched(console, report);
    }

    private static void WriteUsers(IAnsiConsole console, TableView view)
    {
        if (view.Users.Count == 0)
            return;
        var table = new Table().Title("Users").AddColumns("user", "version", "pending", "cards", "at merchant");
        foreach (var (pubkey, user) in view.Users.Take(UsersShown))
            table.AddRow(
                Cell(pubkey),
                Figure(user.Version),
                Figure(user.Captures.Count),
                Figure(user.Cards.Count),
                Cell(user.Location?.MerchantId ?? "")
            );
        console.Write(table);
        if (view.Users.Count > UsersShown)
            console.MarkupLineInterpolated(
                $"… and {view.Users.Count - UsersShown} more users: --json prints them all."
            );
    }

    private static void WriteDeadLetters(IAnsiConsole console, ProcessReport report)
    {
        if (report.DeadLetters.Count == 0)
            return;
        var table = new Table().Title("Dead letters").AddColumns("line", "reason", "detail");
        foreach (var (line, failure) in report.DeadLetters.Take(LinesShown))
            table.AddRow(Cell(Place(line, report)), failure.Code, Cell(failure.Detail));
        console.Write(table);
        if (report.DeadLetters.Count > LinesShown)
            console.MarkupLineInterpolated(
                $"… and {report.DeadLetters.Count - LinesShown} more: --json prints them all."
            );
    }

    private static void WriteUnmatched(IAnsiConsole console, ProcessReport report)
    {
        if (report.Unmatched.Count == 0)
            return;
        var more = report.Unmatched.Count - LinesShown;
        console.MarkupLineInterpolated(
            $"Purchases by a card that is not linked: {(report.SeveralFiles ? "" : "lines ")}{string.Join(", ", report.Unmatched.Take(LinesShown).Select(line => Place(line, report)))}{(more > 0 ? $" and {more} more" : "")}. LoopWorker:Capture:UnknownCard says what becomes of them."
        );
    }

    private static string Cell(string text) => Markup.Escape(SafeText.Of(text));

    private static string Place(InputLine line, ProcessReport report) =>
        report.SeveralFiles ? SafeText.Of($"{line.File}:{line.Number}") : Figure(line.Number);

    private static string Figure(IFormattable value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}

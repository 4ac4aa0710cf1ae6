using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Sessions;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.Sessions;

/// <summary><c>loopworker sessions list</c></summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var user = CardsCommand.User();
        user.Arity = ArgumentArity.ZeroOrOne;
        var all = new Option<bool>("--all") { Description = "List the sessions of all users. Reads the whole table." };
        var json = CardsCommand.Json();
        var command = new Command("list", "List the session of a user, or with --all those of all users.")
        {
            user,
            all,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(user), parsed.GetValue(all), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker sessions list ada", "loopworker sessions list --all --json");
    }

    private static async Task<int> RunAsync(string? user, bool all, bool json, CancellationToken cancellation)
    {
        if (user is null != all)
            throw new UsageException("Name a USER, or give --all for the sessions of all users: one of the two.");
        await using var session = OperatorSession.Open();
        IReadOnlyList<StoredSession> sessions =
            user is null ? await session.Sessions.ScanAsync(ScanDisplay.Create("sessions"), cancellation)
            : await session.Sessions.FindAsync(user, cancellation) is { } found ? [found]
            : [];
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(sessions)));
        else if (sessions.Count == 0)
            await Console.Out.WriteLineAsync(user is null ? "There are no sessions." : $"{user} has no session.");
        else
            Output.Standard.Write(TableOf(sessions));
        return ExitCodes.Done;
    }

    private static Table TableOf(IEnumerable<StoredSession> sessions)
    {
        var table = new Table().AddColumns("user", "state", "expires", "actions used", "scopes");
        foreach (var session in sessions)
            table.AddRow(
                Shown(session.User),
                SessionsCommand.NameOf(session.State),
                CardsCommand.Time(session.ExpiresAt) ?? "",
                session.Fault is null ? $"{session.ActionsUsed} of {session.MaxActions}" : "",
                Shown(string.Join(", ", session.Scopes))
            );
        return table;
    }

    private static string Shown(string text) => Markup.Escape(SafeText.Of(text));

    /// <summary>As <c>docs/commands/sessions-list.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(IEnumerable<StoredSession> sessions) =>
        new() { ["sessions"] = new JsonArray([.. sessions.Select(SessionsCommand.Json)]) };
}

using System.CommandLine;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Loop.Cards;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.Users;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Users;

/// <summary><c>loopworker user show</c></summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var user = CardsCommand.User();
        var deadLetters = OperatorOptions.DeadLetters();
        var full = OperatorOptions.Full();
        var json = CardsCommand.Json();
        var command = new Command("show", "Show what is stored about a user, and what of it looks wrong.")
        {
            user,
            deadLetters,
            full,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(user)!,
                    parsed.GetValue(deadLetters),
                    parsed.GetValue(full),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples(
            "loopworker user show ada",
            "loopworker user show ada --dead-letters",
            "loopworker user show ada --full --json"
        );
    }

    private static async Task<int> RunAsync(
        string user,
        bool deadLetters,
        bool full,
        bool json,
        CancellationToken cancellation
    )
    {
        await using var session = OperatorSession.Open();
        var found = await new UserReading(
            session.Ports.Table,
            session.Ports.Time,
            deadLetters ? new LettersAbout(session.DeadLetters, session.Ports).UserAsync : null
        ).ReadAsync(user, cancellation);
        var sheet = found ?? new UserSheet(user);
        Func<string, string> shown = full ? fingerprint => fingerprint : CardFields.Shorten;
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(UserJson.Of(sheet, shown)));
        else if (found is not null)
            UserText.Write(Output.Standard, sheet, shown);
        if (found is not null)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(
            $"Nothing is stored about {user}."
                + (
                    deadLetters
                        ? " No dead letter names the user either."
                        : " Dead letters may: look with --dead-letters."
                )
        );
        return ExitCodes.Failed;
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Loop.Cards;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Cards;

/// <summary><c>loopworker cards unlink</c></summary>
internal static class UnlinkCommand
{
    public static Command Create()
    {
        var fingerprint = CardsCommand.Fingerprint();
        var user = CardsCommand.User();
        var json = CardsCommand.Json();
        var command = new Command("unlink", "Unlink a card from its user. Past effects stay.")
        {
            fingerprint,
            user,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(fingerprint)!, parsed.GetValue(user)!, parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker cards unlink fp-ada ada");
    }

    private static async Task<int> RunAsync(string fingerprint, string user, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var outcome = await session.Cards.UnlinkAsync(fingerprint, user, cancellation);
        var isDone = outcome == UnlinkOutcome.Unlinked;
        var (name, text) = outcome switch
        {
            UnlinkOutcome.Unlinked => ("unlinked", $"The card {fingerprint} is no longer linked to {user}."),
            UnlinkOutcome.NotLinked => ("not_linked", $"The card {fingerprint} is not linked."),
            _ => (
                "belongs_to_another",
                $"The card {fingerprint} is linked to a user other than {user}. Nothing was changed."
            ),
        };
        if (json)
        {
            var root = new JsonObject { ["outcome"] = name, ["error"] = isDone ? null : text };
            await Console.Out.WriteLineAsync(ReportJson.Safe(root));
        }
        else if (isDone)
        {
            await Console.Out.WriteLineAsync(SafeText.Of(text));
        }
        if (isDone)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(SafeText.Of(text));
        return ExitCodes.Failed;
    }
}

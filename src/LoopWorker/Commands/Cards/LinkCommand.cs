using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Loop.Cards;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Cards;

/// <summary><c>loopworker cards link</c></summary>
internal static class LinkCommand
{
    public static Command Create()
    {
        var fingerprint = CardsCommand.Fingerprint();
        var user = CardsCommand.User();
        var last4 = Last4();
        var json = CardsCommand.Json();
        var command = new Command(
            "link",
            "Link a card to a user, and put its parked purchases back on their queues. Run it again to put back any that are still parked."
        )
        {
            fingerprint,
            user,
            last4,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(fingerprint)!,
                    parsed.GetValue(user)!,
                    parsed.GetValue(last4) ?? "",
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples("loopworker cards link fp-ada ada --last4 4242");
    }

    private static async Task<int> RunAsync(
        string fingerprint,
        string user,
        string last4,
        bool json,
        CancellationToken cancellation
    )
    {
        CardLinked linked;
        try
        {
            await using var session = OperatorSession.Open();
            linked = await session.Cards.LinkAsync(fingerprint, user, last4, cancellation);
        }
        catch (PutBackException exception)
        {
            if (json)
                await WriteAsync("linked", exception.PutBack, exception.Message);
            await Console.Error.WriteLineAsync(SafeText.Of(exception.Message));
            return ExitCodes.PartlyDone;
        }
        var (name, text) = linked.Outcome switch
        {
            LinkOutcome.Linked => ("linked", $"The card {fingerprint} is linked to {user}."),
            LinkOutcome.AlreadyLinked => ("already_linked", $"The card {fingerprint} was already linked to {user}."),
            _ => (
                "belongs_to_another",
                $"The card {fingerprint} is linked to another user: 'loopworker cards show {fingerprint}' says whose it is. Unlink it there first."
            ),
        };
        var isDone = linked.Outcome != LinkOutcome.BelongsToAnother;
        if (json)
            await WriteAsync(name, linked.PutBack, isDone ? null : text);
        else if (isDone)
            await Console.Out.WriteLineAsync(SafeText.Of($"{text} {PutBack(linked.PutBack)}"));
        if (isDone)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(SafeText.Of(text));
        return ExitCodes.Failed;
    }

    private static string PutBack(int count) =>
        count switch
        {
            0 => "It had no parked purchases.",
            1 => "1 parked purchase is back on its queue.",
            _ => $"{count} parked purchases are back on their queues.",
        };

    private static Task WriteAsync(string outcome, int putBack, string? error)
    {
        var root = new JsonObject
        {
            ["outcome"] = outcome,
            ["put_back"] = putBack,
            ["error"] = error,
        };
        return Console.Out.WriteLineAsync(ReportJson.Safe(root));
    }

    private static Option<string?> Last4()
    {
        var option = new Option<string?>("--last4")
        {
            Description = "The last four digits of the card number.",
            HelpName = "NNNN",
        };
        option.Validators.Add(result =>
        {
            if (CardFields.Last4Error(result.Tokens is [var token] ? token.Value : "") is { } found)
                result.AddError($"--last4 is {found}.");
        });
        return option;
    }
}

using System.CommandLine;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.DeadLetters;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Loop.Cards;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.Events;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Events;

/// <summary><c>loopworker event show</c></summary>
internal static class ShowCommand
{
    private static readonly string[] Types = ["any", "transaction", "event"];

    public static Command Create()
    {
        var id = CheckedOptions.TextArgument(
            "ID",
            "The event's id; of a purchase, its transaction id.",
            CardFields.UserError
        );
        var type = CheckedOptions.OneOf(
            "--type",
            Types,
            "Whether the id is a purchase's transaction id or another event's id."
        );
        var card = Card();
        var deadLetters = OperatorOptions.DeadLetters();
        var json = CardsCommand.Json();
        var command = new Command(
            "show",
            "Show whether an event took effect: for whom, when, how much, and who was told. A parked purchase is found by its card."
        )
        {
            id,
            type,
            card,
            deadLetters,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(id)!,
                    parsed.GetValue(type)!,
                    parsed.GetValue(card),
                    parsed.GetValue(deadLetters),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples(
            "loopworker event show t-1001",
            "loopworker event show t-1001 --type transaction --card fp-ada",
            "loopworker event show t-1001 --dead-letters"
        );
    }

    private static async Task<int> RunAsync(
        string id,
        string type,
        string? card,
        bool deadLetters,
        bool json,
        CancellationToken cancellation
    )
    {
        MarkerKind? kind = type switch
        {
            "transaction" => MarkerKind.Transaction,
            "event" => MarkerKind.Event,
            _ => null,
        };
        await using var session = OperatorSession.Open();
        var ports = session.Ports;
        var found = await new EventSearch(
            ports.Table,
            ports.Time,
            deadLetters ? new LettersAbout(session.DeadLetters, ports).EventAsync : null
        ).FindAsync(id, kind, card, cancellation);
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(EventJson.Of(found)));
        else if (found.IsKnown)
            foreach (var line in EventText.Lines(found))
                await Console.Out.WriteLineAsync(line);
        if (found.IsKnown)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(EventText.NothingKnown(found));
        return ExitCodes.Failed;
    }

    private static Option<string?> Card()
    {
        var option = new Option<string?>("--card")
        {
            Description =
                "The fingerprint of the purchase's card, to see whether the purchase waits for it to be linked.",
            HelpName = "FINGERPRINT",
        };
        option.Validators.Add(result =>
        {
            if (CardFields.FingerprintError(result.Tokens is [var token] ? token.Value : "") is { } found)
                result.AddError($"--card is {found}.");
        });
        return option;
    }
}

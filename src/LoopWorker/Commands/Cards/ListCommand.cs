using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Loop.Cards;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.Cards;

/// <summary><c>loopworker cards list</c></summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var user = CardsCommand.User();
        var full = new Option<bool>("--full") { Description = "Show full fingerprints, not only the beginning." };
        var json = CardsCommand.Json();
        var command = new Command("list", "List a user's cards.") { user, full, json };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(user)!, parsed.GetValue(full), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker cards list ada --full");
    }

    private static async Task<int> RunAsync(string user, bool full, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var found = await session.Cards.ListAsync(user, cancellation);
        var cards = found.Select(card =>
            full ? card : card with { Fingerprint = CardFields.Shorten(card.Fingerprint) }
        );
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(user, cards)));
        else if (found.Count == 0)
            await Console.Out.WriteLineAsync($"{user} has no cards.");
        else
            Write(cards);
        return ExitCodes.Done;
    }

    private static void Write(IEnumerable<LinkedCard> cards)
    {
        var table = new Table().AddColumns("card", "last 4", "linked");
        foreach (var card in cards)
            table.AddRow(
                Markup.Escape(SafeText.Of(card.Fingerprint)),
                Markup.Escape(SafeText.Of(card.Last4)),
                CardsCommand.Time(card.LinkedAt) ?? ""
            );
        Output.Standard.Write(table);
    }

    private static JsonObject Json(string user, IEnumerable<LinkedCard> cards) =>
        new()
        {
            ["user"] = user,
            ["cards"] = new JsonArray([
                .. cards.Select(card => new JsonObject
                {
                    ["fingerprint"] = card.Fingerprint,
                    ["last4"] = card.Last4,
                    ["linked_at"] = CardsCommand.Time(card.LinkedAt),
                }),
            ]),
        };
}

using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Loop.Cards;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Cards;

/// <summary><c>loopworker cards show</c></summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var fingerprint = CardsCommand.Fingerprint();
        var json = CardsCommand.Json();
        var command = new Command("show", "Show whose a card is.") { fingerprint, json };
        command.SetAction(
            (parsed, cancellation) => RunAsync(parsed.GetValue(fingerprint)!, parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker cards show fp-ada");
    }

    private static async Task<int> RunAsync(string fingerprint, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var owner = await session.Cards.FindAsync(fingerprint, cancellation);
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(fingerprint, owner)));
        else
            await Console.Out.WriteLineAsync(Text(fingerprint, owner));
        return owner is null ? ExitCodes.Failed : ExitCodes.Done;
    }

    /// <summary>The answer for people, fit for a terminal. Pure.</summary>
    internal static string Text(string fingerprint, CardOwner? owner)
    {
        if (owner is null)
            return SafeText.Of($"The card {fingerprint} is not linked.");
        var since = CardsCommand.Time(owner.Card.LinkedAt) is { } time ? $" since {time}" : "";
        var digits =
            owner.Card.Last4.Length > 0 ? $"its last digits are {owner.Card.Last4}" : "its last digits are not known";
        return SafeText.Of($"The card {fingerprint} is linked to {owner.User}{since}; {digits}.");
    }

    private static JsonObject Json(string fingerprint, CardOwner? owner) =>
        new()
        {
            ["fingerprint"] = fingerprint,
            ["user"] = owner?.User,
            ["last4"] = owner?.Card.Last4,
            ["linked_at"] = CardsCommand.Time(owner?.Card.LinkedAt),
        };
}

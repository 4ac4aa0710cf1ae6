using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Captures;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Captures;

/// <summary><c>loopworker captures list</c></summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var user = CardsCommand.User();
        var json = CardsCommand.Json();
        var command = new Command("list", "List a user's captures, the newest first, and how each stands.")
        {
            user,
            json,
        };
        command.SetAction(
            (parsed, cancellation) => RunAsync(parsed.GetValue(user)!, parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker captures list ada");
    }

    private static async Task<int> RunAsync(string user, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var captures = await session.Captures.ListAsync(user, cancellation);
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(user, captures)));
        else if (captures.Count == 0)
            await Console.Out.WriteLineAsync($"{user} has no captures.");
        else
            Output.Standard.Write(CaptureTable.Of(captures));
        return ExitCodes.Done;
    }

    /// <summary>As <c>docs/commands/captures-list.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(string user, IEnumerable<StoredCapture> captures) =>
        new() { ["user"] = user, ["captures"] = new JsonArray([.. captures.Select(CapturesCommand.Json)]) };
}

using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Events;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Captures;

/// <summary><c>loopworker captures remove</c></summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var user = CardsCommand.User();
        var key = new Argument<string?>("KEY")
        {
            Description =
                "The capture, as 'captures list' names it. Without it, all that have expired or cannot be read are removed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = CardsCommand.Json();
        var command = new Command("remove", "Remove a capture that nobody is going to settle.") { user, key, json };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(user)!, parsed.GetValue(key), parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker captures remove ada", "loopworker captures remove ada 1796000651");
    }

    private static async Task<int> RunAsync(string user, string? key, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var removed = await session.Captures.RemoveAsync(user, key, CurrentOperator.Get(), cancellation);
        var keys = removed.Select(capture => capture.Key).ToList();
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(user, keys)));
        else if (keys.Count > 0)
            await Console.Out.WriteLineAsync(SafeText.Of($"Removed of {user}: {string.Join(", ", keys)}."));
        else if (key is null)
            await Console.Out.WriteLineAsync($"No capture of {user} has expired or cannot be read.");
        if (key is null || keys.Count > 0)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(
            SafeText.Of(
                $"No capture {key} of {user} is stored: it was settled or removed before, or never was. 'loopworker captures list {user}' lists those there are."
            )
        );
        return ExitCodes.Failed;
    }

    /// <summary>As <c>docs/commands/captures-remove.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(string user, IEnumerable<string> removed) =>
        new() { ["user"] = user, ["removed"] = EventJson.Texts(removed) };
}

using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Captures;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Captures;

/// <summary><c>loopworker captures settle</c></summary>
internal static class SettleCommand
{
    // Of the largest Int64.
    private const int LongestKey = 19;

    public static Command Create()
    {
        var user = CardsCommand.User();
        var key = CheckedOptions.TextArgument(
            "KEY",
            "The capture, as 'captures list' names it: the second it was made in, in digits.",
            text =>
                text.Length is > 0 and <= LongestKey && text.All(char.IsAsciiDigit)
                    ? null
                    : $"'{text}': it must be the key of a capture as 'captures list' shows it, the second it was made in as 1 to {LongestKey} digits"
        );
        var json = CardsCommand.Json();
        var command = new Command(
            "settle",
            "Take a capture off the list that is settled on the chain, as an agent does after settling it."
        )
        {
            user,
            key,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(user)!, parsed.GetValue(key)!, parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker captures settle ada 1796000651");
    }

    private static async Task<int> RunAsync(string user, string key, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var before = await session.Captures.SettleAsync(user, key, CurrentOperator.Get(), cancellation);
        var (outcome, text) = Told(user, key, before);
        var isDone = before == CaptureState.Pending;
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(user, key, outcome, isDone ? null : text)));
        else if (isDone)
            await Console.Out.WriteLineAsync(text);
        if (isDone)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(text);
        return ExitCodes.Failed;
    }

    private static (string Outcome, string Text) Told(string user, string key, CaptureState? before)
    {
        var capture = SafeText.Of($"The capture {key} of {user}");
        return before switch
        {
            CaptureState.Pending => ("settled", $"{capture} is settled."),
            CaptureState.Gone => (
                "gone",
                $"{capture} is gone already: an agent has settled it, or somebody has removed it. Nothing was changed."
            ),
            CaptureState.Expired => (
                "expired",
                $"{capture} has expired, so no agent settles it. Nothing was changed; 'captures remove' removes it."
            ),
            CaptureState.Unreadable => (
                "unreadable",
                $"{capture} cannot be read. Nothing was changed; 'captures remove' removes it."
            ),
            _ => ("not_found", $"{capture} is not there: 'loopworker captures list {user}' lists them."),
        };
    }

    /// <summary>As <c>docs/commands/captures-settle.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(string user, string key, string outcome, string? error) =>
        new()
        {
            ["user"] = user,
            ["key"] = key,
            ["outcome"] = outcome,
            ["error"] = error,
        };
}

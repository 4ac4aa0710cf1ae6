using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Sessions;

/// <summary><c>loopworker sessions revoke</c></summary>
internal static class RevokeCommand
{
    public static Command Create()
    {
        var user = CardsCommand.User();
        var json = CardsCommand.Json();
        var command = new Command(
            "revoke",
            "Take a user's session key away, so that agents no longer act for the user."
        )
        {
            user,
            json,
        };
        command.SetAction(
            (parsed, cancellation) => RunAsync(parsed.GetValue(user)!, parsed.GetValue(json), cancellation)
        );
        return command.WithExamples("loopworker sessions revoke ada");
    }

    private static async Task<int> RunAsync(string user, bool json, CancellationToken cancellation)
    {
        await using var session = OperatorSession.Open();
        var revoked = await session.Sessions.RevokeAsync(user, CurrentOperator.Get(), cancellation);
        var text = revoked is null ? $"{user} has no session." : $"The session of {user} is revoked.";
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(Json(user, revoked is not null)));
        else if (revoked is not null)
            await Console.Out.WriteLineAsync(text);
        if (revoked is not null)
            return ExitCodes.Done;
        await Console.Error.WriteLineAsync(text);
        return ExitCodes.Failed;
    }

    /// <summary>As <c>docs/commands/sessions-revoke.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(string user, bool wasThere) =>
        new() { ["user"] = user, ["outcome"] = wasThere ? "revoked" : "no_session" };
}

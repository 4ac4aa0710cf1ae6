using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Events;
using LoopWorker.Operations.Sessions;

namespace LoopWorker.Commands.Sessions;

/// <summary><c>loopworker sessions</c></summary>
public static class SessionsCommand
{
    public static Command Create() =>
        new("sessions", "List session keys, without the keys themselves, and revoke them.")
        {
            ListCommand.Create(),
            RevokeCommand.Create(),
        };

    internal static JsonObject Json(StoredSession session) =>
        new()
        {
            ["user"] = session.User,
            ["state"] = NameOf(session.State),
            ["expires_at"] = CardsCommand.Time(session.ExpiresAt),
            ["created_at"] = CardsCommand.Time(session.CreatedAt),
            ["max_actions"] = session.MaxActions,
            ["actions_used"] = session.ActionsUsed,
            ["scopes"] = EventJson.Texts(session.Scopes),
            ["fault"] = session.Fault,
        };

    internal static string NameOf(SessionState state) =>
        state switch
        {
            SessionState.Live => "live",
            SessionState.Exhausted => "exhausted",
            SessionState.Expired => "expired",
            _ => "unreadable",
        };
}

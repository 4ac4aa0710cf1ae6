using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Sessions;

/// <summary>The session of a user as an operator may see it: without the key, which is a secret.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="State">How it stands.</param>
public sealed record StoredSession(string User, SessionState State)
{
    /// <summary>From when on it does not count; null if it cannot be read.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when there is one; null if it cannot be read.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public uint MaxActions { get; init; }

    public uint ActionsUsed { get; init; }

    /// <summary>What the key may be used for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Why it cannot be read; null if it can.</summary>
    public string? Fault { get; init; }

    internal static bool IsSession(Item item) =>
        item.Key.Partition.StartsWith(Keys.UserPrefix, StringComparison.Ordinal)
        && item.Key == Keys.Session(item.Key.Partition[Keys.UserPrefix.Length..]);

    /// <summary>Reads the SESSION item of a user. Pure.</summary>
    internal static StoredSession Read(Item item, DateTimeOffset now)
    {
        var user = item.Key.Partition[Keys.UserPrefix.Length..];
        try
        {
            var session = SessionItems.Read(item);
            var end = Math.Min(session.ExpiresAt, item[Attributes.TimeToLive]?.AsInt64 ?? long.MaxValue);
            return new StoredSession(user, StateOf(session, end, now))
            {
                ExpiresAt = StoredTime.Of(end),
                CreatedAt = StoredTime.Of(session.CreatedAt),
                MaxActions = session.MaxActions,
                ActionsUsed = session.ActionsUsed,
                Scopes = session.Scopes,
            };
        }
        catch (StoredStateException exception)
        {
            return new StoredSession(user, SessionState.Unreadable) { Fault = exception.Message };
        }
    }

    private static SessionState StateOf(SessionKeyData session, long end, DateTimeOffset now) =>
        end <= now.ToUnixTimeSeconds() ? SessionState.Expired
        : session.IsExhausted ? SessionState.Exhausted
        : SessionState.Live;
}

/// <summary>How a session stands.</summary>
public enum SessionState
{
    /// <summary>An agent may act with it.</summary>
    Live,

    /// <summary>All its actions are used.</summary>
    Exhausted,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>What is stored is no session.</summary>
    Unreadable,
}

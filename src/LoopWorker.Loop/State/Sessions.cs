using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.State;

/// <summary>The session key of each user, of which there is one at most.</summary>
/// <remarks>All methods throw <see cref="StateException"/>; malformed JSON is <see cref="StateError.Serialization"/>.</remarks>
/// <param name="table">The one table.</param>
/// <param name="options">How long a session lives.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Says what has expired and times pauses.</param>
public sealed class Sessions(ITable table, StateOptions options, Randomness randomness, TimeProvider time)
{
    private readonly StateCalls _calls = new(randomness, time);

    /// <summary>
    /// Stores a session key in place of the user's last one. It counts until its <see cref="SessionKeyData.ExpiresAt"/>, and for
    /// <see cref="StateOptions.SessionTtlSeconds"/> from now at most.
    /// </summary>
    public Task StoreAsync(string user, SessionKeyData session, CancellationToken cancellation)
    {
        var item = options.TimeToLive.Write(SessionItems.Write(user, session), Now + options.SessionTtlSeconds);
        return _calls.WriteAsync(() => table.PutAsync(new Put(item), cancellation), cancellation);
    }

    /// <summary>The user's session key; null if there is none, or its time is over.</summary>
    public Task<SessionKeyData?> GetAsync(string user, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () => (await LiveAsync(user, cancellation)).Session);

    /// <summary>Removes the user's session key, if there is one.</summary>
    public Task InvalidateAsync(string user, CancellationToken cancellation) =>
        _calls.WriteAsync(() => table.DeleteAsync(new Delete(Keys.Session(user)), cancellation), cancellation);

    /// <summary>
    /// Counts an action of the user's session key before it is done. However many callers ask at once, no more than
    /// <see cref="SessionKeyData.MaxActions"/> are allowed; one whose answer was lost may have been counted without being allowed.
    /// </summary>
    /// <exception cref="StateException">Also if others keep changing the session (<see cref="StateError.Storage"/>): then nothing was counted.</exception>
    public Task<SessionUse> UseAsync(string user, CancellationToken cancellation) =>
        _calls.ChangeAsync(
            () => TryUseAsync(user, cancellation),
            static () =>
                new StateException(
                    StateError.Storage,
                    $"Others changed the user's session at the same time, {StateCalls.Attempts} times in a row. Nothing was counted; try again."
                ),
            cancellation
        );

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private async Task<SessionUse?> TryUseAsync(string user, CancellationToken cancellation)
    {
        var (item, session) = await LiveAsync(user, cancellation);
        if (item is null || session is null)
            return new SessionUse(SessionUseOutcome.NoSession, null);
        if (session.IsExhausted)
            return new SessionUse(SessionUseOutcome.Exhausted, session);
        var used = session with { ActionsUsed = session.ActionsUsed + 1 };
        var update = new Update(
            item.Key,
            [new AttributeChange.Set(Attributes.SessionData, SessionItems.WriteData(used))],
            Condition.Equal(Attributes.SessionData, item[Attributes.SessionData]!)
        );
        var result = await table.UpdateAsync(update, cancellation);
        return result.Succeeded ? new SessionUse(SessionUseOutcome.Allowed, used) : null;
    }

    private async Task<(Item? Item, SessionKeyData? Session)> LiveAsync(string user, CancellationToken cancellation)
    {
        var item = (await table.GetAsync(Keys.Session(user), Consistency.Strong, cancellation)).Item;
        if (item is null || options.TimeToLive.IsOver(item, Now))
            return default;
        var session = SessionItems.Read(item);
        return session.ExpiresAt > Now ? (item, session) : default;
    }
}

/// <summary>Whether an action may be done with a session key.</summary>
/// <param name="Outcome">What became of the wish to use it.</param>
/// <param name="Session">The session, this action counted if it is allowed; null if there is none.</param>
public sealed record SessionUse(SessionUseOutcome Outcome, SessionKeyData? Session);

public enum SessionUseOutcome
{
    /// <summary>The action is counted and may be done.</summary>
    Allowed,

    /// <summary>All actions of the session are used; nothing was counted.</summary>
    Exhausted,

    /// <summary>There is no session, or its time is over.</summary>
    NoSession,
}

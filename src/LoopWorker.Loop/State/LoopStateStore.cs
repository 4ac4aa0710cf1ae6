using System.Text.Json;
using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.State;

/// <summary>
/// The contexts of users, shared with agents and workers. Members of their JSON that are not known here are kept byte for byte.
/// </summary>
/// <remarks>
/// A write whose answer was lost may have taken place: a push that is then repeated meets its own version as a conflict, and an event may be
/// pushed twice. All methods throw <see cref="StateException"/>; its <see cref="StateException.Error"/> says why.
/// </remarks>
/// <param name="table">The one table.</param>
/// <param name="options">How many events a context keeps.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Dates changes and times pauses.</param>
public sealed class LoopStateStore(ITable table, StateOptions options, Randomness randomness, TimeProvider time)
{
    private readonly StateCalls _calls = new(randomness, time);

    /// <summary>A user's context, by a read that sees all earlier writes.</summary>
    /// <exception cref="StateException">Also if there is none (<see cref="StateError.NotFound"/>).</exception>
    public Task<UserContext> FetchAsync(string user, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () =>
            await StoredAsync(user, cancellation) is { } item
                ? ContextItems.Read(user, item).Context
                : throw StateException.NotFound()
        );

    /// <summary>The contexts of any number of users, a hundred in a call. A user may be named repeatedly.</summary>
    /// <exception cref="StateException">If the table fails. Contexts that are not there or cannot be read are part of the result.</exception>
    public Task<FetchedContexts> FetchManyAsync(IEnumerable<string> users, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () =>
        {
            string[] distinct = [.. users.Distinct()];
            var items = await table.GetAllAsync(distinct.Select(Keys.Context), Consistency.Strong, cancellation);
            var found = new Dictionary<string, UserContext>();
            var missing = new List<string>();
            var malformed = new Dictionary<string, StateException>();
            foreach (var user in distinct)
            {
                try
                {
                    if (items.TryGetValue(Keys.Context(user), out var item))
                        found.Add(user, ContextItems.Read(user, item).Context);
                    else
                        missing.Add(user);
                }
                catch (StoredStateException exception)
                {
                    malformed.Add(user, StateException.Of(exception));
                }
            }
            return new FetchedContexts(found, missing, malformed);
        });

    /// <summary>Stores a context whose version the caller has raised by one: 1 for a first context, which never replaces one.</summary>
    /// <remarks>
    /// With a version above 1, as agents do it, it also replaces an item without a version, and is stored where there is none.
    /// </remarks>
    /// <exception cref="ArgumentException">If the version is 0.</exception>
    /// <exception cref="VersionConflictException">If another version is stored than the one before the context's.</exception>
    public async Task PushAsync(UserContext context, CancellationToken cancellation)
    {
        if (context.Version == 0)
            throw new ArgumentException("The version of the context is 0: it has to be 1 or more.", nameof(context));
        var expected = context.Version - 1;
        var condition =
            expected == 0
                ? Condition.NoItem
                : Condition.Equal(Attributes.Version, expected) | new Condition.Absent(Attributes.Version);
        var put = new Put(ContextItems.Write(context, options.ActiveUsersIndex is not null), condition);
        await _calls.WriteAsync(
            async () =>
                await table.PutAsync(put, cancellation) is { Succeeded: false } refused
                    ? throw new VersionConflictException(expected, VersionOf(context.Pubkey, refused.Stored))
                    : context,
            cancellation
        );
    }

    /// <summary>Changes one field of a user's context by <see cref="ContextPatch"/>. What changes nothing writes nothing.</summary>
    /// <param name="user">The user.</param>
    /// <param name="path">One of <see cref="ContextPatch.Paths"/>.</param>
    /// <param name="value">The field's new value.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    /// <returns>The context as it is stored now.</returns>
    /// <exception cref="StateException">
    /// Also if there is no context (<see cref="StateError.NotFound"/>), or the path or the value is none
    /// (<see cref="StateError.Serialization"/>): then nothing is written.
    /// </exception>
    public Task<UserContext> PatchAsync(string user, string path, JsonElement value, CancellationToken cancellation) =>
        PatchAsync(user, [new FieldChange(path, value)], cancellation);

    /// <summary>Changes several fields of a user's context at once, all or none.</summary>
    /// <inheritdoc cref="PatchAsync(string, string, JsonElement, CancellationToken)"/>
    /// <param name="user">The user.</param>
    /// <param name="changes">The fields, in order: of two of the same, the later one counts.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    public Task<UserContext> PatchAsync(
        string user,
        IReadOnlyList<FieldChange> changes,
        CancellationToken cancellation
    ) =>
        ChangeAsync(
            user,
            stored => ContextPatch.Apply(stored ?? throw StateException.NotFound(), changes),
            cancellation
        );

    /// <summary>Puts an event in front of a user's recent ones, of which the newest <see cref="StateOptions.MaxEvents"/> stay.</summary>
    /// <returns>The context as it is stored now: a first one if there was none.</returns>
    public Task<UserContext> PushEventAsync(string user, ContextEvent newest, CancellationToken cancellation) =>
        ChangeAsync(
            user,
            stored => (stored ?? UserContext.Initial(user)).WithEvent(newest, options.MaxEvents),
            cancellation
        );

    /// <summary>A user's context; if there is none, the first one, which of many callers only one stores and all get.</summary>
    public Task<UserContext> GetOrInitializeAsync(string user, CancellationToken cancellation) =>
        ChangeAsync(user, stored => stored ?? UserContext.Initial(user), cancellation);

    private Task<UserContext> ChangeAsync(
        string user,
        Func<UserContext?, UserContext> change,
        CancellationToken cancellation
    )
    {
        var (expected, actual) = (0UL, 0UL);
        return _calls.ChangeAsync(
            async () =>
            {
                var stored = await StoredAsync(user, cancellation);
                var before = ContextItems.Read(user, stored);
                var changed = change(stored is null ? null : before.Context);
                if (stored is not null && changed == before.Context)
                    return changed;
                var after = changed with
                {
                    UpdatedAt = time.GetUtcNow().ToUnixTimeSeconds(),
                    Version = before.Context.Version + 1,
                };
                var item = ContextItems.Write(after, before.IsListed || options.ActiveUsersIndex is not null);
                var result = await table.PutAsync(new Put(item, before.Stored), cancellation);
                if (result.Succeeded)
                    return after;
                (expected, actual) = (before.Context.Version, VersionOf(user, result.Stored));
                return null;
            },
            () => new VersionConflictException(expected, actual),
            cancellation
        );
    }

    private async Task<Item?> StoredAsync(string user, CancellationToken cancellation) =>
        (await table.GetAsync(Keys.Context(user), Consistency.Strong, cancellation)).Item;

    // The JSON is asked only where the attribute says nothing: a conflict is to be told of malformed JSON too.
    private static ulong VersionOf(string user, Item? stored) =>
        stored is null ? 0 : stored[Attributes.Version]?.AsUInt64 ?? ContextItems.Read(user, stored).Context.Version;
}

using System.Text.Json.Nodes;
using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Users;
using LoopWorker.Operations.Auditing;
using LoopWorker.Tables;

namespace LoopWorker.Operations.Contexts;

/// <summary>Changes single fields of a user's context.</summary>
/// <param name="table">The one table.</param>
/// <param name="audit">Where each change is recorded.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Dates changes and times pauses.</param>
public sealed class ContextPatching(ITable table, AuditLog audit, Randomness randomness, TimeProvider time)
{
    private readonly LoopStateStore _store = new(table, new StateOptions(), randomness, time);

    /// <summary>Changes fields, all or none; while workers or agents write the context, it is tried again.</summary>
    /// <param name="user">Whose context it is.</param>
    /// <param name="changes">The fields and their new values. <see cref="PatchArguments.Read"/> says what is wrong with them.</param>
    /// <param name="by">Who does it; null to write nothing and only tell what would be.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    /// <returns>The context before and after, as it is stored.</returns>
    /// <exception cref="StateException">
    /// If there is no context (<see cref="StateError.NotFound"/>), it or a change cannot be read (<see cref="StateError.Serialization"/>), or the
    /// table fails.
    /// </exception>
    public async Task<(UserContext Before, UserContext After)> PatchAsync(
        string user,
        IReadOnlyList<FieldChange> changes,
        Operator? by,
        CancellationToken cancellation
    )
    {
        var before = await _store.FetchAsync(user, cancellation);
        var expected = ContextPatch.Apply(before, changes);
        if (by is null || expected == before)
            return (before, expected);
        // Which fields, but not what a person wants.
        var paths = new JsonArray([.. changes.Select(change => JsonValue.Create(change.Path))]);
        var record = audit.Begin("context patch", Subjects.User(user), by);
        return await audit.RunAsync(
            record.With(new JsonObject { ["paths"] = paths }),
            async () =>
            {
                var after = await _store.PatchAsync(user, changes, cancellation);
                return ((before, after), new JsonObject { ["version"] = after.Version }, Outcomes.Done);
            },
            cancellation
        );
    }
}

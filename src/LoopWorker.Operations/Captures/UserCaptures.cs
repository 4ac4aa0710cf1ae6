using System.Text.Json.Nodes;
using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Captures;

/// <summary>The captures of a user, to look at and to mend.</summary>
/// <param name="table">The one table.</param>
/// <param name="audit">Where each change is recorded.</param>
/// <param name="randomness">Jitter and ids.</param>
/// <param name="time">Says what has expired.</param>
public sealed class UserCaptures(ITable table, AuditLog audit, Randomness randomness, TimeProvider time)
{
    private readonly StateCalls _calls = new(randomness, time);
    private readonly PendingCaptures _pending = new(table, new StateOptions(), randomness, time);

    /// <summary>All captures of a user, the newest first: also expired ones, and those that cannot be read.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<IReadOnlyList<StoredCapture>> ListAsync(string user, CancellationToken cancellation)
    {
        var items = await UserItems.ReadAsync(table, user, cancellation);
        return StoredCapture.NewestFirst(items.Captures, items.Memory, time.GetUtcNow());
    }

    /// <summary>
    /// Takes a capture off the list as an agent does that has settled it on the chain. What is gone already, has expired or cannot be read is
    /// left as it is.
    /// </summary>
    /// <returns>How the capture stood before: it is taken off the list if it was <see cref="CaptureState.Pending"/>; null if there is none.</returns>
    /// <exception cref="TableException">If the table fails.</exception>
    /// <exception cref="StateException">If the table fails over the removal.</exception>
    public async Task<CaptureState?> SettleAsync(string user, string key, Operator by, CancellationToken cancellation)
    {
        var found = (await ListAsync(user, cancellation)).FirstOrDefault(capture => capture.Key == key);
        if (found is not { State: CaptureState.Pending, Second: { } second })
            return found?.State;
        var record = audit.Begin("captures settle", Subjects.User(user), by).With(new JsonObject { ["key"] = key });
        return await audit.RunAsync<CaptureState?>(
            record,
            async () =>
            {
                var wasThere = await _pending.RemoveAsync(user, second, cancellation);
                return wasThere ? (CaptureState.Pending, [], Outcomes.Done) : (CaptureState.Gone, [], Outcomes.Failed);
            },
            cancellation
        );
    }

    /// <summary>Removes captures that nobody is going to settle.</summary>
    /// <param name="user">Whose they are.</param>
    /// <param name="key">The one to remove, however it stands; null for all that have expired or cannot be read.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellation">Stops between captures.</param>
    /// <returns>The captures that were removed; none if there was none.</returns>
    /// <exception cref="TableException">If the table fails before anything is removed.</exception>
    /// <exception cref="StateException">If the table fails over a removal; some may be removed.</exception>
    public async Task<IReadOnlyList<StoredCapture>> RemoveAsync(
        string user,
        string? key,
        Operator by,
        CancellationToken cancellation
    )
    {
        var toRemove = (await ListAsync(user, cancellation))
            .Where(capture => capture.State != CaptureState.Gone)
            .Where(capture => key is null ? IsOfNoUse(capture) : capture.Key == key)
            .ToList();
        if (toRemove.Count == 0)
            return [];
        var details = new JsonObject
        {
            ["keys"] = new JsonArray([.. toRemove.Select(capture => JsonValue.Create(capture.Key))]),
        };
        return await audit.RunAsync<IReadOnlyList<StoredCapture>>(
            audit.Begin("captures remove", Subjects.User(user), by).With(details),
            async () =>
            {
                var removed = new List<StoredCapture>();
                foreach (var capture in toRemove)
                {
                    var delete = new Delete(capture.ItemOf(user), Condition.ItemExists);
                    var result = await _calls.WriteAsync(() => table.DeleteAsync(delete, cancellation), cancellation);
                    if (result.Succeeded)
                        removed.Add(capture);
                }
                return (removed, new JsonObject { ["removed"] = removed.Count }, Outcomes.Done);
            },
            cancellation
        );
    }

    private static bool IsOfNoUse(StoredCapture capture) =>
        capture.State is CaptureState.Expired or CaptureState.Unreadable;
}

using System.Text.Json.Nodes;
using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Scanning;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Operations.Sessions;

/// <summary>The session keys of users, to look at (save for the keys themselves) and to revoke.</summary>
/// <param name="table">The one table.</param>
/// <param name="audit">Where each change is recorded.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Says what has expired.</param>
public sealed class UserSessions(ITable table, AuditLog audit, Randomness randomness, TimeProvider time)
{
    private readonly Loop.State.Sessions _sessions = new(table, new StateOptions(), randomness, time);

    /// <summary>The session of a user, also one that does not count any more; null if there is none.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<StoredSession?> FindAsync(string user, CancellationToken cancellation) =>
        (await table.GetAsync(Keys.Session(user), Consistency.Strong, cancellation)).Item is { } item
            ? StoredSession.Read(item, time.GetUtcNow())
            : null;

    /// <summary>The sessions of all users, by user. It reads the whole table, and costs accordingly.</summary>
    /// <param name="progress">Told of each page.</param>
    /// <param name="cancellation">Stops between pages.</param>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<IReadOnlyList<StoredSession>> ScanAsync(
        Action<ScanProgress> progress,
        CancellationToken cancellation
    )
    {
        var sessions = new List<StoredSession>();
        var read = 0L;
        await foreach (var page in TablePages.ReadAsync(table, after: null, cancellation))
        {
            var found = page.Items.Where(StoredSession.IsSession);
            sessions.AddRange(found.Select(item => StoredSession.Read(item, time.GetUtcNow())));
            progress(new ScanProgress(read += page.Items.Count, sessions.Count));
        }
        return [.. sessions.OrderBy(session => session.User, StringComparer.Ordinal)];
    }

    /// <summary>Takes the user's session key away: from now on, agents that look do not act for the user.</summary>
    /// <returns>The session that there was, however it stood; null if there was none, and nothing was done.</returns>
    /// <exception cref="TableException">If the table fails.</exception>
    /// <exception cref="StateException">If the table fails over the removal.</exception>
    public async Task<StoredSession?> RevokeAsync(string user, Operator by, CancellationToken cancellation)
    {
        if (await FindAsync(user, cancellation) is not { } session)
            return null;
        return await audit.RunAsync(
            audit.Begin("sessions revoke", Subjects.User(user), by),
            async () =>
            {
                await _sessions.InvalidateAsync(user, cancellation);
                return (session, new JsonObject(), Outcomes.Done);
            },
            cancellation
        );
    }
}

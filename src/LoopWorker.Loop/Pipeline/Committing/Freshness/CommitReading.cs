using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing.Freshness;

/// <summary>
/// Reads, right before a transaction, what others may have changed, as <see cref="ReadingPolicy"/> says; and learns from
/// what comes of it. A worker that is alone never reads.
/// </summary>
public sealed class CommitReading(
    ITable table,
    ContextLoader contexts,
    DuplicateEvents duplicates,
    StateExpectation expectation,
    PipelineOptions options,
    TimeProvider time
)
{
    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>The users on what is stored now, as far as that had to be read.</summary>
    /// <exception cref="TableException">If only an operator can put right what is wrong.</exception>
    public async Task<CommitView> ReadAsync(IReadOnlyList<UserBatch> users)
    {
        var view = new CommitView(users, [], Now, MarkersAreRead: false);
        if (!options.ReadsBeforeCommits)
            return view;
        var reading = ReadingPolicy.Choose(
            [.. users.Select(user => expectation.Stale(view.At - user.Known.Since, user.Known.WasLetGo))],
            users.Sum(user => user.Events.Count),
            expectation.Duplicates
        );
        if (reading == Reading.None)
            return view;
        try
        {
            return await ReadAsync(view, reading);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            // The transaction will find out.
            return view;
        }
    }

    /// <summary>Learns from what came of a transaction.</summary>
    /// <param name="view">What it was made on.</param>
    /// <param name="users">The users' batches that were part of it.</param>
    /// <param name="result">What came of it.</param>
    public void Learn(CommitView view, IReadOnlyList<UserBatch> users, CommitResult result)
    {
        var cancellation = (result as CommitResult.Cancelled)?.Cancellation;
        if (!options.ReadsBeforeCommits || (cancellation is null && result is not CommitResult.Committed))
            return;
        foreach (var user in users.Where(user => user.Events.Count > 0))
            expectation.ObserveContext(
                view.At - user.Known.Since,
                user.Known.WasLetGo,
                cancellation?.StaleContexts.ContainsKey(user.Lane) == true
            );
        // Those whose markers were read tell nothing new.
        if (!view.MarkersAreRead)
            expectation.ObserveEvents(users.Sum(user => user.Events.Count), cancellation?.Duplicates.Count ?? 0);
    }

    private async Task<CommitView> ReadAsync(CommitView view, Reading reading)
    {
        var contextKeys = view.Users.Where((_, i) => reading.Contexts[i]).Select(user => Keys.Context(user.Lane.User));
        var markerKeys = reading.Markers
            ? view.Users.SelectMany(user => user.Events).Select(received => received.MarkerKey)
            : [];
        var found = await table.GetAllAsync(contextKeys.Concat(markerKeys), Consistency.Strong);
        var results = new List<StageResult>();
        var users = new List<UserBatch>(view.Users.Count);
        for (var i = 0; i < view.Users.Count; i++)
        {
            var user = view.Users[i];
            if (reading.Contexts[i])
                user = await AsStoredAsync(user, found.GetValueOrDefault(Keys.Context(user.Lane.User)), view.At);
            users.Add(reading.Markers ? WithoutDuplicates(user, found, results) : user);
        }
        return view with { Users = users, Results = results, MarkersAreRead = reading.Markers };
    }

    private async Task<UserBatch> AsStoredAsync(UserBatch user, Item? item, TimeSpan at)
    {
        var now = Now;
        try
        {
            var isStale = !user.Context.Stored.Holds(item);
            expectation.ObserveContext(at - user.Known.Since, user.Known.WasLetGo, isStale);
            return user with
            {
                Known = new KnownContext(
                    isStale ? await contexts.ReadAsync(user.Lane.User, item, CancellationToken.None) : user.Context,
                    now
                ),
            };
        }
        catch (StoredStateException)
        {
            // The attempt finds it stale, and ends its events with the reason.
            return user;
        }
    }

    private UserBatch WithoutDuplicates(
        UserBatch user,
        IReadOnlyDictionary<ItemKey, Item> found,
        List<StageResult> results
    )
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var ended = new HashSet<ReceivedEvent>();
        foreach (var received in user.Events)
        {
            var marker = Markers.Live(found.GetValueOrDefault(received.MarkerKey), now);
            if (marker is null)
                continue;
            results.AddRange(duplicates.Examine(received, marker).Results);
            ended.Add(received);
        }
        expectation.ObserveEvents(user.Events.Count, ended.Count);
        return user.Without(ended);
    }
}

/// <summary>What a transaction is made on.</summary>
/// <param name="Users">The users' batches, without events that have taken effect before.</param>
/// <param name="Results">What became of those.</param>
/// <param name="At">When it was decided what to read, on the pipeline's clock.</param>
/// <param name="MarkersAreRead">Whether duplicates were looked for.</param>
public sealed record CommitView(
    IReadOnlyList<UserBatch> Users,
    IReadOnlyList<StageResult> Results,
    TimeSpan At,
    bool MarkersAreRead
);

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
/// Reads, before a batch is first tried, what others may have changed, as <see cref="ReadingPolicy"/> says; and learns from
/// what comes of it. A worker that is alone never reads.
/// </summary>
public sealed class CommitReading(
    ITable table,
    ContextLoader contexts,
    DuplicateEvents duplicates,
    PipelineOptions options,
    TimeProvider time
)
{
    private readonly StateExpectation _expectation = new();

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>The batch on what is stored now, and what became of events that have taken effect before.</summary>
    /// <exception cref="TableException">If only an operator can put right what is wrong.</exception>
    public async Task<BatchAsRead> ReadAsync(CommitBatch batch)
    {
        if (!options.ReadsBeforeCommits)
            return new BatchAsRead(batch with { IsRead = true }, []);
        var now = Now;
        var reading = ReadingPolicy.Choose(
            [.. batch.Users.Select(user => _expectation.Stale(now - user.KnownAt))],
            batch.EventCount,
            _expectation.Duplicates
        );
        if (reading == Reading.None)
            return new BatchAsRead(batch with { IsRead = true }, []);
        try
        {
            return await ReadAsync(batch, reading);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            // The attempt will find out.
            return new BatchAsRead(batch with { IsRead = true }, []);
        }
    }

    /// <summary>Learns from an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="markersWereRead">Then it tells nothing new of duplicates.</param>
    public void Learn(CommitAttempt attempt, bool markersWereRead)
    {
        var cancellation = (attempt.Result as CommitResult.Cancelled)?.Cancellation;
        if (cancellation is null && attempt.Result is not CommitResult.Committed)
            return;
        var now = Now;
        foreach (var user in attempt.Users.Where(user => user.Events.Count > 0))
            _expectation.ObserveContext(now - user.KnownAt, cancellation?.StaleContexts.ContainsKey(user.Lane) == true);
        if (markersWereRead)
            return;
        var repeated = cancellation?.Duplicates.Count ?? 0;
        var events = attempt.Users.Sum(user => user.Events.Count);
        for (var i = 0; i < events; i++)
            _expectation.ObserveEvent(i < repeated);
    }

    private async Task<BatchAsRead> ReadAsync(CommitBatch batch, Reading reading)
    {
        var contextKeys = batch.Users.Where((_, i) => reading.Contexts[i]).Select(user => Keys.Context(user.Lane.User));
        var markerKeys = reading.Markers
            ? batch.Users.SelectMany(user => user.Events).Select(received => received.MarkerKey)
            : [];
        var found = await table.GetAllAsync(contextKeys.Concat(markerKeys), Consistency.Strong);
        var results = new List<StageResult>();
        var users = new List<UserBatch>(batch.Users.Count);
        for (var i = 0; i < batch.Users.Count; i++)
        {
            var user = batch.Users[i];
            if (reading.Contexts[i])
                user = await AsStoredAsync(user, found.GetValueOrDefault(Keys.Context(user.Lane.User)));
            users.Add(reading.Markers ? WithoutDuplicates(user, found, results) : user);
        }
        return new BatchAsRead(batch with { Users = users, IsRead = true, MarkersAreRead = reading.Markers }, results);
    }

    private async Task<UserBatch> AsStoredAsync(UserBatch user, Item? item)
    {
        var now = Now;
        try
        {
            var isStale = !user.Context.Stored.Holds(item);
            _expectation.ObserveContext(now - user.KnownAt, isStale);
            return isStale
                ? user with
                {
                    Context = await contexts.ReadAsync(user.Lane.User, item, CancellationToken.None),
                    KnownAt = now,
                }
                : user with
                {
                    KnownAt = now,
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
            _expectation.ObserveEvent(marker is not null);
            if (marker is null)
                continue;
            results.AddRange(duplicates.Examine(received, marker).Results);
            ended.Add(received);
        }
        return user.Without(ended);
    }
}

/// <summary>A batch on what was read for it.</summary>
/// <param name="Batch">The batch, without events that have taken effect before.</param>
/// <param name="Results">What became of those.</param>
public sealed record BatchAsRead(CommitBatch Batch, IReadOnlyList<StageResult> Results);

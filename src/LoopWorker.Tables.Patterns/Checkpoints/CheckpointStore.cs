using System.Runtime.CompilerServices;
using LoopWorker.Core;
using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Patterns.Checkpoints.Storage;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints;

/// <summary>
/// The latest state of each thread (a conversation, a run of an agent), as JSON text under the thread's id. States of up to
/// <see cref="CheckpointOptions.CompressAbove"/> bytes are stored as <c>thread_id</c> S, <c>state</c> S, <c>updated_at</c> S and <c>ttl</c> N,
/// which others can read and write too; larger ones compressed and, where one item cannot hold them, in several.
/// </summary>
/// <remarks>
/// A save takes effect in one step, or not at all, however large the state is and wherever it is interrupted. When a call throws because no answer
/// came, the old or the new state is stored. A thread's id is 1 to 2028 bytes of UTF-8 and does not begin with <c>#checkpoint/</c>.
/// </remarks>
public sealed class CheckpointStore
{
    private const int ReadAttempts = 10;

    // Parts and journal outlive the item that needs them: DynamoDB deletes in no order.
    private static readonly TimeSpan OutlivesBy = TimeSpan.FromDays(1);

    private readonly ITable _table;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly CheckpointOptions _options;
    private readonly PartItems _parts;
    private readonly Journal _journal;
    private readonly Heads _heads;

    /// <param name="table">A table with the keys of <see cref="Keys"/>.</param>
    /// <param name="randomness">Ids and jitter.</param>
    /// <param name="time">Dates states and times pauses.</param>
    /// <param name="options">How states are kept; the defaults if absent.</param>
    public CheckpointStore(ITable table, Randomness randomness, TimeProvider time, CheckpointOptions? options = null)
    {
        _table = table;
        _randomness = randomness;
        _time = time;
        _options = options ?? new CheckpointOptions();
        var writes = new ContendedWrites(table, randomness, time);
        _parts = new PartItems(table, _options.PartBytes);
        _journal = new Journal(table, writes, _parts, _options.AbandonedAfter, time);
        _heads = new Heads(writes, time);
    }

    /// <summary>The key that the table has: <c>thread_id</c>, and no sort key.</summary>
    public static KeySchema Keys => CheckpointKeys.Schema;

    /// <summary>The table to make for it: the key, and <c>ttl</c> as the time to live.</summary>
    /// <param name="name">The table's name, 3 to 255 of <c>A-Z a-z 0-9 _ . -</c>.</param>
    public static TableDefinition Definition(string name) => new(name, CheckpointItem.TimeToLive) { Keys = Keys };

    /// <summary>Saves a state in place of the one before; of several at a time, the last one stays.</summary>
    /// <param name="thread">The thread's id.</param>
    /// <param name="state">JSON text, of any size. It is not looked at.</param>
    /// <param name="cancellation">Stops waiting; whether the state is saved is then not known.</param>
    /// <exception cref="ArgumentException">If the id cannot be one, or the text holds a lone surrogate.</exception>
    /// <exception cref="TableException">If the table fails; the old or the new state is stored.</exception>
    public Task SaveAsync(string thread, string state, CancellationToken cancellation) =>
        ReplaceAsync(thread, state, expectedVersion: null, cancellation);

    /// <summary>Saves a state only if the stored one has the expected version, and counts the version on.</summary>
    /// <remarks>
    /// Saves that name no version replace the state whatever its version is, and count it on if there is one. If the answer to a save that took place is
    /// lost and the engine sends it again, it finds its own version in the way: the result is then that of a conflict.
    /// </remarks>
    /// <param name="thread">The thread's id.</param>
    /// <param name="state">JSON text, of any size. It is not looked at.</param>
    /// <param name="expectedVersion">The version that was loaded; 0 if there was no checkpoint, or none with a version.</param>
    /// <param name="cancellation">Stops waiting; whether the state is saved is then not known.</param>
    /// <exception cref="ArgumentException">If the id cannot be one, or the text holds a lone surrogate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">If the version is negative.</exception>
    /// <exception cref="TableException">If the table fails; the old or the new state is stored.</exception>
    public Task<CheckpointSaveResult> TrySaveAsync(
        string thread,
        string state,
        long expectedVersion,
        CancellationToken cancellation
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        return ReplaceAsync(thread, state, expectedVersion, cancellation);
    }

    /// <summary>The state that was saved last; null if there is none or its time is over.</summary>
    /// <exception cref="ArgumentException">If the id cannot be one.</exception>
    /// <exception cref="CheckpointException">If what is stored cannot be read.</exception>
    /// <exception cref="TableException">If the table fails, or the state was saved anew each time while it was read.</exception>
    public async Task<Checkpoint<string>?> LoadAsync(string thread, CancellationToken cancellation)
    {
        var key = CheckpointKeys.Thread(thread);
        string? incomplete = null;
        for (var attempt = 1; attempt <= ReadAttempts; attempt++)
        {
            var item = (await _table.GetAsync(key, Consistency.Strong, cancellation)).Item;
            if (item is null || CheckpointItem.IsExpired(item, _time.GetUtcNow()))
                return null;
            var form = CheckpointItem.ReadState(item);
            if (await ReadAsync(form, cancellation) is { } text)
                return new Checkpoint<string>(text, CheckpointItem.ReadInfo(item));
            // Parts that are gone belong to a state that has been replaced, unless the item still names them.
            var generation = ((StoredState.Split)form).Generation.Id;
            if (generation == incomplete)
                throw new CheckpointException(
                    "Parts of a checkpoint's state are missing or changed. Save the thread anew or delete it."
                );
            incomplete = generation;
        }
        throw new TableException(
            TableErrors.TransactionConflict,
            $"The state was saved anew while it was read, {ReadAttempts} times in a row. Try again."
        );
    }

    /// <summary>Deletes a thread's state; without one, does nothing.</summary>
    /// <exception cref="ArgumentException">If the id cannot be one.</exception>
    /// <exception cref="TableException">If the table fails; whether the state is deleted is then not known.</exception>
    public async Task DeleteAsync(string thread, CancellationToken cancellation)
    {
        var key = CheckpointKeys.Thread(thread);
        var expiry = ExpiryOfParts(_time.GetUtcNow());
        await _heads.ReplaceAsync(
            thread,
            Seen.Guess(version: 0),
            draft: null,
            expiry,
            _ => new Delete(key),
            cancellation
        );
        // No save may ever come to remove what an earlier one has left.
        await TidyAsync(() => _journal.SweepAsync(thread, cancellation));
    }

    /// <summary>The threads whose ids begin with the prefix and whose time is not over, without their states, in no order.</summary>
    /// <remarks>
    /// It scans: every call reads the whole table, the states and parts of all threads included, a page of 1 MB at a time, at half a read unit for each
    /// 4 KB. Threads that are saved or deleted meanwhile may be among them or not.
    /// </remarks>
    /// <param name="prefix">How their ids begin; empty for all.</param>
    /// <param name="cancellation">Ends the scan.</param>
    /// <exception cref="TableException">If the table fails.</exception>
    public async IAsyncEnumerable<CheckpointInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var item in _table.ScanAllAsync(new Scan(), cancellation))
            if (
                item.Key.Partition.StartsWith(prefix, StringComparison.Ordinal)
                && !CheckpointKeys.IsReserved(item.Key.Partition)
                && !CheckpointItem.IsExpired(item, _time.GetUtcNow())
            )
                yield return CheckpointItem.ReadInfo(item);
    }

    private async Task<CheckpointSaveResult> ReplaceAsync(
        string thread,
        string state,
        long? expectedVersion,
        CancellationToken cancellation
    )
    {
        var key = CheckpointKeys.Thread(thread);
        var (form, bytes) = StoredState.Of(state, _options, _randomness.NextId);
        var now = _time.GetUtcNow();
        var draft = form is StoredState.Split { Generation: var generation }
            ? await WritePartsAsync(thread, generation, bytes, now, cancellation)
            : null;
        var isVersioned = expectedVersion is not null;
        Put? Decide(Seen seen) =>
            expectedVersion is { } expected && !seen.Meets(expected)
                ? null
                : new Put(CheckpointItem.Write(key, form, now, Expiry(now), seen.NextVersion(isVersioned)));
        var guess = Seen.Guess(expectedVersion ?? 0);
        var expiry = ExpiryOfParts(now);
        var (saved, before) = await _heads.ReplaceAsync(thread, guess, draft, expiry, Decide, cancellation);
        if (draft is not null && !saved)
            await TidyAsync(() => _journal.RemoveAsync(thread, draft, cancellation));
        if (draft is not null || before.Generation is not null)
            await TidyAsync(() => _journal.SweepAsync(thread, cancellation));
        return new CheckpointSaveResult(saved, saved ? before.NextVersion(isVersioned) ?? 0 : before.VisibleVersion);
    }

    private async Task<JournalEntry> WritePartsAsync(
        string thread,
        Generation generation,
        ReadOnlyMemory<byte> bytes,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var draft = await _journal.OpenAsync(thread, generation, ExpiryOfParts(now), cancellation);
        await _parts.WriteAsync(generation, bytes, ExpiryOfParts(now), cancellation);
        return draft;
    }

    // Null if parts are missing or others than those that were saved.
    private async Task<string?> ReadAsync(StoredState form, CancellationToken cancellation)
    {
        try
        {
            return form switch
            {
                StoredState.Plain plain => plain.Text,
                StoredState.Compressed compressed => StateText.Decompress(compressed.Brotli),
                StoredState.Split split => await _parts.ReadAsync(split.Generation, cancellation) is { } bytes
                    ? split.Read(bytes)
                    : null,
                _ => throw new ArgumentOutOfRangeException(nameof(form), form.GetType().Name, "Not a form of a state."),
            };
        }
        catch (InvalidDataException exception)
        {
            throw new CheckpointException(
                "The compressed state of a checkpoint is damaged. Save the thread anew or delete it.",
                exception
            );
        }
    }

    // The state is saved or deleted by now. What cannot be removed is in the journal, and the next save removes it.
    private static async Task TidyAsync(Func<Task> removal)
    {
        try
        {
            await removal();
        }
        catch (TableException) { }
    }

    private long? Expiry(DateTimeOffset now) =>
        _options.TimeToLive is { } life ? now.ToUnixTimeSeconds() + (long)life.TotalSeconds : null;

    private long? ExpiryOfParts(DateTimeOffset now) => Expiry(now + OutlivesBy);
}

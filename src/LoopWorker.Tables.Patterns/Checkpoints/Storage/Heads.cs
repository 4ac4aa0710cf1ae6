using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>Changes threads' items in one step, and keeps their journals true in the same one.</summary>
internal sealed class Heads(ContendedWrites writes, TimeProvider time)
{
    // Each failed attempt is another's successful save.
    private const int Attempts = 50;

    /// <summary>Writes a thread's item on top of whatever is there.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="guess">What is probably stored.</param>
    /// <param name="draft">The generation that the item is to name, in its journal; null if it is to name none.</param>
    /// <param name="expiry">The time to live of the journal.</param>
    /// <param name="decide">The put or delete, without a condition, that fits what is stored; null to leave it.</param>
    /// <param name="cancellation">Stops waiting; whether the write took place is then not known.</param>
    /// <returns>Whether it was written, and what was stored before.</returns>
    /// <exception cref="TableException">If the table fails, or the draft has been given up meanwhile.</exception>
    public async Task<(bool Written, Seen Before)> ReplaceAsync(
        string thread,
        Seen guess,
        JournalEntry? draft,
        long? expiry,
        Func<Seen, Write?> decide,
        CancellationToken cancellation
    )
    {
        var seen = guess;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (decide(seen) is not { } write)
                return (false, seen);
            write = write with { Condition = seen.Condition };
            var (written, stored) =
                draft is null && seen.Generation is null
                    ? await WriteAsync(write, cancellation)
                    : await WriteAsync(write, JournalItem.Settle(thread, draft, seen.Generation, expiry), cancellation);
            if (written)
                return (true, seen);
            seen = Seen.Of(stored, time.GetUtcNow());
        }
        throw new TableException(
            TableErrors.TransactionConflict,
            $"Others saved the same thread, {Attempts} times in a row. Nothing was changed; try again."
        );
    }

    private async Task<(bool Written, Item? Stored)> WriteAsync(Write write, CancellationToken cancellation)
    {
        var result = await writes.WriteAsync(write, cancellation);
        return (result.Succeeded, result.Stored);
    }

    private async Task<(bool Written, Item? Stored)> WriteAsync(
        Write write,
        Update journal,
        CancellationToken cancellation
    )
    {
        var result = await writes.TransactAsync([write, journal], cancellation);
        if (result.Committed)
            return (true, null);
        return result.Reasons[1].Code == CancellationCode.None
            ? (false, result.Reasons[0].Stored)
            : throw new TableException(
                TableErrors.TransactionConflict,
                $"The save took longer than {nameof(CheckpointOptions.AbandonedAfter)} allows, and its parts have been removed. Nothing was changed; try again."
            );
    }
}

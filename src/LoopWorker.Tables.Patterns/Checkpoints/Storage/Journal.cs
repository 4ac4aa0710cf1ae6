using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>Keeps the journals of threads, and removes the parts that they say nobody needs.</summary>
internal sealed class Journal(
    ITable table,
    ContendedWrites writes,
    PartItems parts,
    TimeSpan abandonedAfter,
    TimeProvider time
)
{
    /// <summary>Enters a generation before its first part is written, so that whatever happens then, its parts can be found.</summary>
    public async Task<JournalEntry> OpenAsync(
        string thread,
        Generation generation,
        long? expiry,
        CancellationToken cancellation
    )
    {
        var entry = new JournalEntry(generation, time.GetUtcNow().ToUnixTimeSeconds());
        await writes.WriteAsync(JournalItem.Open(thread, entry, expiry), cancellation);
        return entry;
    }

    /// <summary>
    /// Removes the parts of every generation that is given up or whose save is overdue. A crash in the midst of it leaves the entry, and the
    /// next sweep goes on.
    /// </summary>
    public async Task SweepAsync(string thread, CancellationToken cancellation)
    {
        var journal = (await table.GetAsync(CheckpointKeys.Journal(thread), Consistency.Strong, cancellation)).Item;
        if (journal is null)
            return;
        foreach (var entry in JournalItem.Read(journal))
            if (entry.IsGivenUp || entry.IsOverdue(time.GetUtcNow(), abandonedAfter))
                await RemoveAsync(thread, entry, cancellation);
        await writes.WriteAsync(JournalItem.DeleteIfEmpty(thread), cancellation);
    }

    /// <summary>Removes the parts of a generation, unless it has been published.</summary>
    public async Task RemoveAsync(string thread, JournalEntry entry, CancellationToken cancellation)
    {
        // First it must be certain that it will never be published.
        if (!entry.IsGivenUp && !(await writes.WriteAsync(JournalItem.GiveUp(thread, entry), cancellation)).Succeeded)
            return;
        await parts.DeleteAsync(entry.Generation, cancellation);
        await writes.WriteAsync(JournalItem.Close(thread, entry), cancellation);
    }
}

using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>
/// A thread's journal: every generation that may have parts and is not the one that the thread's item names. There is none while there are no such. Pure.
/// </summary>
/// <remarks>
/// An attribute for each, called by its id: a map of <c>parts</c> N and <c>since</c> N, the Unix second when its save began, or 0
/// once nobody can want it any more. <c>entries</c> N counts them; <c>ttl</c> N is there if states expire.
/// </remarks>
internal static class JournalItem
{
    private const string Entries = "entries";

    /// <summary>Enters a generation that is about to be written.</summary>
    public static Update Open(string thread, JournalEntry entry, long? expiry) =>
        Change(thread, +1, expiry, [new AttributeChange.Set(entry.Id, entry.Value)]);

    /// <summary>
    /// What goes along with a change of the thread's item: the generation that it names from now on leaves the journal, on the condition that
    /// no one has given it up; the one that it does not name any more is entered as given up.
    /// </summary>
    public static Update Settle(string thread, JournalEntry? published, Generation? replaced, long? expiry)
    {
        var changes = new List<AttributeChange>();
        if (published is not null)
            changes.Add(new AttributeChange.Remove(published.Id));
        if (replaced is not null)
            changes.Add(new AttributeChange.Set(replaced.Id, JournalEntry.GivenUp(replaced).Value));
        var entries = (replaced is null ? 0 : 1) - (published is null ? 0 : 1);
        var isUnchanged = published is null ? null : Condition.Equal(published.Id, published.Value);
        return Change(thread, entries, expiry, changes) with { Condition = isUnchanged };
    }

    /// <summary>Marks an entry as given up, unless it has left the journal: from then on it cannot be published.</summary>
    public static Update GiveUp(string thread, JournalEntry entry) =>
        new(
            CheckpointKeys.Journal(thread),
            [new AttributeChange.Set(entry.Id, JournalEntry.GivenUp(entry.Generation).Value)],
            Condition.Equal(entry.Id, entry.Value)
        );

    /// <summary>Takes out an entry whose parts are deleted.</summary>
    public static Update Close(string thread, JournalEntry entry) =>
        new(
            CheckpointKeys.Journal(thread),
            [new AttributeChange.Remove(entry.Id), new AttributeChange.Add(Entries, -1L)],
            new Condition.Present(entry.Id)
        );

    /// <summary>Deletes the journal if it has no entries.</summary>
    public static Delete DeleteIfEmpty(string thread) =>
        new(CheckpointKeys.Journal(thread), Condition.Equal(Entries, 0L));

    public static IEnumerable<JournalEntry> Read(Item journal) =>
        journal.Select(attribute => JournalEntry.Read(attribute.Key, attribute.Value)).OfType<JournalEntry>();

    private static Update Change(string thread, long entries, long? expiry, IEnumerable<AttributeChange> changes) =>
        new(
            CheckpointKeys.Journal(thread),
            [
                .. changes,
                new AttributeChange.Add(Entries, entries),
                expiry is { } second
                    ? new AttributeChange.Set(CheckpointItem.TimeToLive, second)
                    : new AttributeChange.Remove(CheckpointItem.TimeToLive),
            ]
        );
}

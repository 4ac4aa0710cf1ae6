using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>What a writer takes a thread's item to be, as far as it matters to what it writes. Pure.</summary>
/// <param name="Generation">The parts that the item names; null if it names none.</param>
/// <param name="IsExpired">Whether its time is over.</param>
internal sealed record Seen(Generation? Generation, bool IsExpired)
{
    // As they are stored, so that an item that is not ours can be replaced whatever is in it.
    private AttributeValue? StoredGeneration { get; init; }

    private AttributeValue? StoredVersion { get; init; }

    /// <summary>The guess that needs no read: an item of a state in one piece, or none.</summary>
    /// <param name="version">Its version; 0 for an item without one.</param>
    public static Seen Guess(long version) =>
        new(Generation: null, IsExpired: false) { StoredVersion = version == 0 ? null : AttributeValue.From(version) };

    public static Seen Of(Item? item, DateTimeOffset now) =>
        item is null
            ? Guess(version: 0)
            : new(CheckpointItem.ReadGeneration(item), CheckpointItem.IsExpired(item, now))
            {
                StoredGeneration = item[CheckpointItem.Generation],
                StoredVersion = item[CheckpointItem.Version],
            };

    /// <summary>The version that readers see; 0 for none.</summary>
    public long VisibleVersion => IsExpired ? 0 : Version;

    private long Version => StoredVersion?.AsInt64 ?? 0;

    /// <summary>Whether someone who expects the version may replace it: one who read it, also before its time was over, or found nothing.</summary>
    public bool Meets(long expectedVersion) => expectedVersion == VisibleVersion || expectedVersion == Version;

    /// <summary>The version after one more save, which is counted on if there is one, or begun if it is wanted; null for none.</summary>
    public long? NextVersion(bool isWanted) => isWanted || StoredVersion is not null ? Version + 1 : null;

    /// <summary>Holds while the stored item is what it was taken to be.</summary>
    public Condition Condition =>
        Is(CheckpointItem.Generation, StoredGeneration) & Is(CheckpointItem.Version, StoredVersion);

    private static Condition Is(string attribute, AttributeValue? value) =>
        value is null ? new Condition.Absent(attribute) : Condition.Equal(attribute, value);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LoopWorker.Core;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.Json;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Partitioned;

/// <summary>
/// Lists that are kept as sets, each in one value of a <see cref="PartitionedKeyValueTable"/>: read, changed, and written on the
/// condition that nobody else has written since.
/// </summary>
/// <remarks>
/// Which elements are the same is asked of <c>isSame</c>; without it, those are whose JSON is equal, whatever the order of its members.
/// A set has to fit into one item of 400 KB; each change costs as many units as the whole set. If an answer is lost on the way, an
/// engine's own repeat finds what it has written itself, and the change says that there was nothing to do.
/// </remarks>
public sealed class StoredSets
{
    /// <summary>How often a change is tried at most, each time after another writer was quicker.</summary>
    public const int Attempts = 100;

    private const string Hash = "md5";

    private static readonly Backoff AfterConflicts = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500));

    private readonly ITable _table;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;

    internal StoredSets(ITable table, Randomness randomness, TimeProvider time) =>
        (_table, _randomness, _time) = (table, randomness, time);

    /// <summary>Puts in what is not there yet, and makes the set if there is none: false if all of it was there.</summary>
    /// <exception cref="SetContendedException">If others were quicker <see cref="Attempts"/> times.</exception>
    public Task<bool> AddAsync<T>(
        CompoundKey key,
        IEnumerable<T> elements,
        JsonTypeInfo<List<T>> type,
        Func<T, T, bool>? isSame = null,
        CancellationToken cancellation = default
    )
    {
        isSame ??= Same(type);
        List<T> added = [.. elements];
        return ChangeAsync(key, type, set => SetChanges.Add(set ?? [], added, isSame), cancellation);
    }

    /// <summary>Takes elements out: false if none of them was in it.</summary>
    /// <exception cref="SetContendedException">If others were quicker <see cref="Attempts"/> times.</exception>
    public Task<bool> RemoveAsync<T>(
        CompoundKey key,
        IEnumerable<T> elements,
        JsonTypeInfo<List<T>> type,
        Func<T, T, bool>? isSame = null,
        CancellationToken cancellation = default
    )
    {
        isSame ??= Same(type);
        List<T> removed = [.. elements];
        return ChangeAsync(key, type, set => SetChanges.Remove(set, removed, isSame), cancellation);
    }

    /// <summary>Puts an element in the place of all that <paramref name="isReplaced"/> is true of: false if there is no set.</summary>
    /// <remarks>Without it, those are replaced that are the same as the element. If there are none, the element is added.</remarks>
    /// <exception cref="SetContendedException">If others were quicker <see cref="Attempts"/> times.</exception>
    public Task<bool> UpdateAsync<T>(
        CompoundKey key,
        T element,
        JsonTypeInfo<List<T>> type,
        Func<T, bool>? isReplaced = null,
        CancellationToken cancellation = default
    )
    {
        var isSame = Same(type);
        isReplaced ??= other => isSame(element, other);
        return ChangeAsync(key, type, set => SetChanges.Replace(set, element, isReplaced), cancellation);
    }

    /// <summary>Whether an element is in the set.</summary>
    public async Task<bool> ContainsAsync<T>(
        CompoundKey key,
        T element,
        JsonTypeInfo<List<T>> type,
        Func<T, T, bool>? isSame = null,
        CancellationToken cancellation = default
    )
    {
        isSame ??= Same(type);
        var found = await _table.GetAsync(key.ItemKey, Consistency.Strong, cancellation);
        return ReadSet(found.Item, type)?.Exists(other => isSame(element, other)) == true;
    }

    // Null from the change says that there is nothing to write.
    private async Task<bool> ChangeAsync<T>(
        CompoundKey key,
        JsonTypeInfo<List<T>> type,
        Func<List<T>?, List<T>?> change,
        CancellationToken cancellation
    )
    {
        var stored = (await _table.GetAsync(key.ItemKey, Consistency.Strong, cancellation)).Item;
        for (var attempt = 1; ; attempt++)
        {
            if (change(ReadSet(stored, type)) is not { } changed)
                return false;
            var text = StoredJson.Write(changed, type);
            var item = Item.Of(key.ItemKey, (PartitionedKeyValueTable.Data, text), (Hash, ContentHash.Of(text)));
            var result = await _table.PutAsync(new Put(item, Unchanged(stored)), cancellation);
            if (result.Succeeded)
                return true;
            if (attempt == Attempts)
                throw new SetContendedException(key);
            stored = result.Stored;
            await Task.Delay(AfterConflicts.After(attempt, _randomness.NextFraction()), _time, cancellation);
        }
    }

    // A value that was written as a whole has no hash; then its text is compared.
    private static Condition Unchanged(Item? stored) =>
        stored is null ? Condition.NoItem
        : stored[Hash] is { } hash ? Condition.Equal(Hash, hash)
        : stored[PartitionedKeyValueTable.Data] is { } data
            ? new Condition.Absent(Hash) & Condition.Equal(PartitionedKeyValueTable.Data, data)
        : new Condition.Absent(Hash) & new Condition.Absent(PartitionedKeyValueTable.Data);

    private static List<T>? ReadSet<T>(Item? item, JsonTypeInfo<List<T>> type) =>
        item?[PartitionedKeyValueTable.Data] is null
            ? null
            : StoredJson.Read(item, PartitionedKeyValueTable.Data, type);

    private static Func<T, T, bool> Same<T>(JsonTypeInfo<List<T>> type) =>
        (left, right) =>
            JsonNode.DeepEquals(
                JsonSerializer.SerializeToNode([left], type),
                JsonSerializer.SerializeToNode([right], type)
            );
}

/// <summary>A set was changed by others each time that a change of it was about to be written. Nothing has happened; try again later.</summary>
public sealed class SetContendedException(CompoundKey key)
    : Exception(
        $"The set '{key.SortKey}' was changed by others {StoredSets.Attempts} times in a row: spread its elements over several sets."
    )
{
    public CompoundKey Key => key;
}

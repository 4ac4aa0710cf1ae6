using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using LoopWorker.Core;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.Json;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Partitioned;

/// <summary>
/// Values grouped by whose they are, so that those of a user can be read together: by partition, namespace and sort.
/// </summary>
/// <remarks>
/// An item is <c>partitionKey</c>, <c>sortKey</c> (<see cref="CompoundKey.SortKey"/>), <c>data</c> (the value as JSON text) and, of
/// a set, <c>md5</c>. All reads of single values are strongly consistent. Sets are in <see cref="Sets"/>.
/// </remarks>
/// <param name="table">A table as <see cref="Definition"/> describes.</param>
/// <param name="randomness">Spreads the retries of sets.</param>
/// <param name="time">Times them.</param>
public sealed class PartitionedKeyValueTable(ITable table, Randomness randomness, TimeProvider time)
{
    internal const string Data = "data";

    private const string Count = "count";

    /// <summary>The key of the table: <c>partitionKey</c> and <c>sortKey</c>.</summary>
    public static KeySchema Keys => CompoundKey.Schema;

    /// <summary>What such a table is made of.</summary>
    public static TableDefinition Definition(string name) => new(name) { Keys = Keys };

    /// <summary>Values that are sets.</summary>
    public StoredSets Sets { get; } = new(table, randomness, time);

    /// <summary>Reads a value; null if there is none.</summary>
    /// <exception cref="StoredValueException">If what is stored is no <typeparamref name="T"/>.</exception>
    public async Task<Stored<T>?> GetAsync<T>(
        CompoundKey key,
        JsonTypeInfo<T> type,
        CancellationToken cancellation = default
    )
    {
        var found = await table.GetAsync(key.ItemKey, Consistency.Strong, cancellation);
        return found.Item is { } item && item.Has(Data) ? new Stored<T>(StoredJson.Read(item, Data, type)) : null;
    }

    /// <summary>Whether there is a value.</summary>
    public async Task<bool> ExistsAsync(CompoundKey key, CancellationToken cancellation = default) =>
        (await table.GetAsync(key.ItemKey, Consistency.Strong, cancellation)).Item is not null;

    /// <summary>Stores a value in place of what is there.</summary>
    public Task SetAsync<T>(CompoundKey key, T value, JsonTypeInfo<T> type, CancellationToken cancellation = default) =>
        table.PutAsync(new Put(ItemOf(key, value, type)), cancellation);

    /// <summary>Stores any number of values, 25 a call. Not atomic. Of several under one key the last counts.</summary>
    public async Task SetBatchAsync<T>(
        IEnumerable<(CompoundKey Key, T Value)> entries,
        JsonTypeInfo<T> type,
        CancellationToken cancellation = default
    )
    {
        var last = new Dictionary<ItemKey, Item>();
        foreach (var (key, value) in entries)
            last[key.ItemKey] = ItemOf(key, value, type);
        foreach (var batch in last.Values.Chunk(TableLimits.BatchWrites))
            await table.WriteManyAsync([.. batch.Select(item => new Put(item))], cancellation);
    }

    /// <summary>Stores a value if there is none yet: true if it was stored. Atomic.</summary>
    /// <remarks>If an answer is lost on the way, an engine's own repeat finds what it has stored itself, and the answer is false.</remarks>
    public async Task<bool> SetIfNotExistsAsync<T>(
        CompoundKey key,
        T value,
        JsonTypeInfo<T> type,
        CancellationToken cancellation = default
    ) => (await table.PutAsync(new Put(ItemOf(key, value, type), Condition.NoItem), cancellation)).Succeeded;

    /// <summary>Removes a value, if there is one.</summary>
    public Task DeleteAsync(CompoundKey key, CancellationToken cancellation = default) =>
        table.DeleteAsync(new Delete(key.ItemKey), cancellation);

    /// <summary>
    /// Removes all values of a partition: it is read whole, and deleted 25 values a call. Not atomic; what is stored meanwhile may stay.
    /// </summary>
    public async Task ClearAsync(string partition, CancellationToken cancellation = default)
    {
        var keys = new List<ItemKey>();
        await foreach (var item in ReadAsync(partition, cancellation))
            keys.Add(item.Key);
        foreach (var batch in keys.Chunk(TableLimits.BatchWrites))
            await table.WriteManyAsync([.. batch.Select(key => new Delete(key))], cancellation);
    }

    /// <summary>All values of a partition in the order of their sort keys, page by page, each page when it is needed.</summary>
    public async IAsyncEnumerable<PartitionEntry> ListAsync(
        string partition,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var item in ReadAsync(partition, cancellation))
            yield return new PartitionEntry(
                item.Key.Sort,
                item[Data]?.AsString ?? (item[Count] as NumberValue)?.Text ?? ""
            );
    }

    private IAsyncEnumerable<Item> ReadAsync(string partition, CancellationToken cancellation) =>
        table.QueryAllAsync(new Query(partition, Consistency: Consistency.Strong), cancellation);

    private static Item ItemOf<T>(CompoundKey key, T value, JsonTypeInfo<T> type) =>
        Item.Of(key.ItemKey, (Data, StoredJson.Write(value, type)));
}

/// <summary>A value that is there.</summary>
public sealed record Stored<T>(T Value);

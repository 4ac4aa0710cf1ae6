using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using LoopWorker.Tables.Patterns.Json;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.KeyValue;

/// <summary>
/// Values by id, under a namespace: for deduplication keys, flags and other data that nobody lists by owner (for that there is
/// <see cref="Partitioned.PartitionedKeyValueTable"/>).
/// </summary>
/// <remarks>
/// An item is <c>key</c> (the namespace, a dot and the id; the id alone in the namespace "") and <c>data</c> (the value as JSON
/// text). Counters may lie in the same table. The namespace <c>a</c> therefore also sees what is stored in a namespace
/// <c>a.b</c>, under ids that begin with <c>b.</c>. All reads are strongly consistent.
/// </remarks>
/// <param name="table">A table as <see cref="Definition"/> describes.</param>
/// <param name="time">Times the pauses of <see cref="StreamAsync"/>.</param>
/// <param name="namespace">What the keys begin with; may be empty.</param>
public sealed class KeyValueTable(ITable table, TimeProvider time, string @namespace = "global")
{
    /// <summary>Entries in a page of <see cref="ListAsync"/>, if not told otherwise.</summary>
    public const int DefaultPage = 1000;

    internal const string Data = "data";

    private readonly NamespacedKeys _keys = new(@namespace);

    /// <summary>The key of the table: one attribute, <c>key</c>.</summary>
    public static KeySchema Keys => NamespacedKeys.Schema;

    /// <summary>What such a table is made of.</summary>
    public static TableDefinition Definition(string name) => new(name) { Keys = Keys };

    /// <summary>Reads a value; null if there is none.</summary>
    /// <exception cref="StoredValueException">If what is stored is no <typeparamref name="T"/>.</exception>
    public async Task<Entry<T>?> GetAsync<T>(string id, JsonTypeInfo<T> type, CancellationToken cancellation = default)
    {
        var found = await table.GetAsync(_keys.Of(id), Consistency.Strong, cancellation);
        return found.Item is { } item && item.Has(Data) ? new Entry<T>(id, StoredJson.Read(item, Data, type)) : null;
    }

    /// <summary>Reads any number of values, a hundred a call: those that exist, by id.</summary>
    /// <exception cref="StoredValueException">If one of them is no <typeparamref name="T"/>.</exception>
    public async Task<IReadOnlyDictionary<string, T>> GetBatchAsync<T>(
        IEnumerable<string> ids,
        JsonTypeInfo<T> type,
        CancellationToken cancellation = default
    )
    {
        var items = await table.GetAllAsync(ids.Select(_keys.Of), Consistency.Strong, cancellation);
        return items
            .Values.Where(item => item.Has(Data))
            .ToDictionary(
                item => _keys.IdOf(item.Key)!,
                item => StoredJson.Read(item, Data, type),
                StringComparer.Ordinal
            );
    }

    /// <summary>Stores a value in place of what is there.</summary>
    public Task SetAsync<T>(string id, T value, JsonTypeInfo<T> type, CancellationToken cancellation = default) =>
        table.PutAsync(new Put(ItemOf(id, value, type)), cancellation);

    /// <summary>Stores any number of values, 25 a call. Not atomic. Of several under one id the last counts.</summary>
    public async Task SetBatchAsync<T>(
        IEnumerable<Entry<T>> entries,
        JsonTypeInfo<T> type,
        CancellationToken cancellation = default
    )
    {
        var last = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (id, value) in entries)
            last[id] = value;
        foreach (var batch in last.Chunk(TableLimits.BatchWrites))
            await table.WriteManyAsync(
                [.. batch.Select(entry => new Put(ItemOf(entry.Key, entry.Value, type)))],
                cancellation
            );
    }

    /// <summary>Removes a value, if there is one.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellation = default) =>
        table.DeleteAsync(new Delete(_keys.Of(id)), cancellation);

    /// <summary>
    /// A page of the namespace's entries, in an order of the table's. It reads the whole table, other namespaces too, at half a
    /// read unit for each 4 KB.
    /// </summary>
    /// <param name="type">Of the values.</param>
    /// <param name="limit">Items that are read for a page at most.</param>
    /// <param name="after">The <see cref="EntryPage{T}.Next"/> of the page before.</param>
    /// <param name="keyContains">Only ids with this in them.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<EntryPage<T>> ListAsync<T>(
        JsonTypeInfo<T> type,
        int limit = DefaultPage,
        ItemKey? after = null,
        string? keyContains = null,
        CancellationToken cancellation = default
    )
    {
        var page = await table.ScanAsync(new Scan(limit, after), cancellation);
        var entries =
            from item in page.Items
            let id = _keys.IdOf(item.Key)
            where id is not null && item.Has(Data)
            where keyContains is null || id.Contains(keyContains, StringComparison.Ordinal)
            select new Entry<T>(id, StoredJson.Read(item, Data, type));
        return new EntryPage<T>([.. entries], page.Next);
    }

    /// <summary>All entries of the namespace, page by page, each page when it is needed. It costs what <see cref="ListAsync"/> does.</summary>
    /// <param name="type">Of the values.</param>
    /// <param name="perPage">Items that are read for a page at most.</param>
    /// <param name="minimumDelayBetween">At least so long from one page to the next, to leave others their throughput.</param>
    /// <param name="keyContains">Only ids with this in them.</param>
    /// <param name="cancellation">Stops it.</param>
    public async IAsyncEnumerable<Entry<T>> StreamAsync<T>(
        JsonTypeInfo<T> type,
        int perPage = DefaultPage,
        TimeSpan minimumDelayBetween = default,
        string? keyContains = null,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        ItemKey? after = null;
        do
        {
            var begun = time.GetTimestamp();
            var page = await ListAsync(type, perPage, after, keyContains, cancellation);
            foreach (var entry in page.Entries)
                yield return entry;
            after = page.Next;
            var left = minimumDelayBetween - time.GetElapsedTime(begun);
            if (after is not null && left > TimeSpan.Zero)
                await Task.Delay(left, time, cancellation);
        } while (after is not null);
    }

    private Item ItemOf<T>(string id, T value, JsonTypeInfo<T> type) =>
        Item.Of(_keys.Of(id), (Data, StoredJson.Write(value, type)));
}

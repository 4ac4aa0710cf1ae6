using LoopWorker.Tables.Patterns.KeyValue;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Counters;

/// <summary>Counters by id, under a namespace. Counting is atomic: no two counts get in each other's way.</summary>
/// <remarks>
/// An item is <c>key</c> (as that of a <see cref="KeyValueTable"/>, whose table may be shared) and <c>count</c>, a number. A count
/// costs one write unit.
/// </remarks>
/// <param name="table">A table as <see cref="KeyValueTable.Definition"/> describes.</param>
/// <param name="namespace">What the keys begin with; may be empty.</param>
public sealed class KeyValueCounter(ITable table, string @namespace)
{
    private const string Count = "count";

    private readonly NamespacedKeys _keys = new(@namespace);

    /// <summary>Adds to a counter, which begins at 0, and returns what it has come to.</summary>
    /// <remarks>
    /// If the answer is lost on the way, an engine's own repeat counts once more: where that matters, count with
    /// <see cref="IncrementOnceAsync"/>.
    /// </remarks>
    public async Task<long> IncrementAsync(string id, long by = 1, CancellationToken cancellation = default) =>
        (await table.UpdateAsync(UpdateOf(id, by), cancellation)).Updated![Count]!.AsInt64!.Value;

    /// <summary>Takes from a counter, which may become negative, and returns what it has come to.</summary>
    public Task<long> DecrementAsync(string id, long by = 1, CancellationToken cancellation = default) =>
        IncrementAsync(id, -by, cancellation);

    /// <summary>
    /// Adds to a counter, once within ten minutes for each token, however often the call is made. It costs two write units,
    /// and does not say what the counter has come to.
    /// </summary>
    /// <param name="id">The counter.</param>
    /// <param name="token">Names this count, in 1 to 36 characters.</param>
    /// <param name="by">How much to add.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="TableException">
    /// <see cref="TableErrors.TransactionConflict"/> if another transaction had the counter in hand: try again with the same token.
    /// </exception>
    public async Task IncrementOnceAsync(string id, string token, long by = 1, CancellationToken cancellation = default)
    {
        var result = await table.TransactAsync([UpdateOf(id, by)], token, cancellation);
        if (!result.Committed)
            throw new TableException(
                TableErrors.TransactionConflict,
                $"The counter was not changed ({result.Reasons[0].Code}); the same call may be made again"
            );
    }

    /// <summary>Reads any number of counters, a hundred a call: one entry for each id, in the order given.</summary>
    public async Task<IReadOnlyList<KeyCount<string>>> GetAsync(
        IReadOnlyList<string> ids,
        CancellationToken cancellation = default
    )
    {
        var items = await table.GetAllAsync(ids.Select(_keys.Of), Consistency.Strong, cancellation);
        return [.. ids.Select(id => new KeyCount<string>(id, items.GetValueOrDefault(_keys.Of(id))?[Count]?.AsInt64))];
    }

    /// <summary>Removes a counter: it begins at 0 again.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellation = default) =>
        table.DeleteAsync(new Delete(_keys.Of(id)), cancellation);

    private Update UpdateOf(string id, long by) => new(_keys.Of(id), [new AttributeChange.Add(Count, by)]);
}

/// <summary>What a counter has come to.</summary>
/// <param name="Id">Which.</param>
/// <param name="Count">Null if nothing was counted since it was made or removed.</param>
public sealed record KeyCount<TKey>(TKey Id, long? Count);

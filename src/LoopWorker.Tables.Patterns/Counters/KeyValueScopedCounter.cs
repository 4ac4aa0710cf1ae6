namespace LoopWorker.Tables.Patterns.Counters;

/// <summary>Counters of something that has a type of its own: a user, a merchant and a day.</summary>
/// <param name="idOf">The counter's id; different for different keys.</param>
/// <param name="counter">Where they are counted.</param>
public sealed class KeyValueScopedCounter<TKey>(Func<TKey, string> idOf, KeyValueCounter counter)
{
    /// <inheritdoc cref="KeyValueCounter.IncrementAsync"/>
    public Task<long> IncrementAsync(TKey key, long by = 1, CancellationToken cancellation = default) =>
        counter.IncrementAsync(idOf(key), by, cancellation);

    /// <inheritdoc cref="KeyValueCounter.DecrementAsync"/>
    public Task<long> DecrementAsync(TKey key, long by = 1, CancellationToken cancellation = default) =>
        counter.DecrementAsync(idOf(key), by, cancellation);

    /// <summary>What the counter has come to; 0 if nothing was counted.</summary>
    public async Task<long> CurrentAsync(TKey key, CancellationToken cancellation = default) =>
        (await counter.GetAsync([idOf(key)], cancellation))[0].Count ?? 0;

    /// <summary>Reads any number of counters: one entry for each key, in the order given.</summary>
    public async Task<IReadOnlyList<KeyCount<TKey>>> GetAsync(
        IReadOnlyList<TKey> keys,
        CancellationToken cancellation = default
    )
    {
        var counts = await counter.GetAsync([.. keys.Select(idOf)], cancellation);
        return [.. keys.Select((key, place) => new KeyCount<TKey>(key, counts[place].Count))];
    }

    /// <summary>Removes the counter: it begins at 0 again.</summary>
    public Task ResetAsync(TKey key, CancellationToken cancellation = default) =>
        counter.DeleteAsync(idOf(key), cancellation);
}

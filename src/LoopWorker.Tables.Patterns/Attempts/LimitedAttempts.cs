using LoopWorker.Core;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.Json;
using LoopWorker.Tables.Patterns.Partitioned;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Attempts;

/// <summary>So many attempts in a time, counted from the first: of any number of callers at once, no more than that get one.</summary>
/// <remarks>
/// An item lies in a <see cref="PartitionedKeyValueTable"/>, and its <c>data</c> is JSON: <c>created</c> (Unix milliseconds of the
/// first attempt), <c>attempts</c>, and <c>data</c> (what the first attempt has left there). An attempt costs a read and a write.
/// </remarks>
/// <param name="table">A table as <see cref="PartitionedKeyValueTable.Definition"/> describes.</param>
/// <param name="randomness">Spreads those who get in each other's way.</param>
/// <param name="time">Says when attempts begin.</param>
public sealed class LimitedAttempts(ITable table, Randomness randomness, TimeProvider time)
{
    private const string Data = PartitionedKeyValueTable.Data;

    private static readonly Backoff AfterConflicts = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500));

    /// <summary>Makes an attempt.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="limit">How many in which time.</param>
    /// <param name="context">What to keep beside the count; only the first attempt of a time leaves it there.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="AttemptsException">If there were as many in this time as may be.</exception>
    public async Task<Attempt> AttemptAsync(
        CompoundKey key,
        AttemptLimit limit,
        string? context = null,
        CancellationToken cancellation = default
    )
    {
        var stored = (await table.GetAsync(key.ItemKey, Consistency.Strong, cancellation)).Item;
        // Each conflict is another's attempt, so there are not many before the limit is reached.
        for (var conflicts = 1; ; conflicts++)
        {
            var before = stored is null ? null : StoredJson.Read(stored, Data, AttemptJson.Default.AttemptState);
            var after = AttemptRules.Next(before, limit, context, time.GetUtcNow());
            var item = Item.Of(key.ItemKey, (Data, StoredJson.Write(after, AttemptJson.Default.AttemptState)));
            var isUnchanged = stored is null ? Condition.NoItem : Condition.Equal(Data, stored[Data]!);
            var result = await table.PutAsync(new Put(item, isUnchanged), cancellation);
            if (result.Succeeded)
                return new Attempt(after.Attempts, after.Data, () => ClearAsync(key));
            stored = result.Stored;
            await Task.Delay(AfterConflicts.After(conflicts, randomness.NextFraction()), time, cancellation);
        }
    }

    /// <summary>Forgets the attempts: as many may be made again.</summary>
    public Task ClearAsync(CompoundKey key, CancellationToken cancellation = default) =>
        table.DeleteAsync(new Delete(key.ItemKey), cancellation);
}

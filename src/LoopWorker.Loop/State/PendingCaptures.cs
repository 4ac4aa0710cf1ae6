using LoopWorker.Core;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.State;

/// <summary>The captures of each user that wait for an agent to settle them: a ring of the newest, shared with workers and agents.</summary>
/// <remarks>All methods throw <see cref="StateException"/>; malformed JSON is <see cref="StateError.Serialization"/>.</remarks>
/// <param name="table">The one table.</param>
/// <param name="options">How many captures a user may have, and how long one lives.</param>
/// <param name="randomness">Jitter and ids.</param>
/// <param name="time">Gives keys, says what has expired and times pauses.</param>
public sealed class PendingCaptures(ITable table, StateOptions options, Randomness randomness, TimeProvider time)
{
    private readonly StateCalls _calls = new(randomness, time);

    /// <summary>
    /// Adds a capture under a key of its own, the second now or one more than the newest, and in the same transaction removes those for which
    /// there is no room any more, the oldest first.
    /// </summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="capture">
    /// The capture. Its <see cref="PendingCapture.CreatedAt"/> becomes its key; an <see cref="PendingCapture.ExpiresAt"/> of 0 becomes
    /// <see cref="StateOptions.PendingTtlSeconds"/> from now, which it cannot outlive in any case.
    /// </param>
    /// <param name="cancellation">Ends the attempts.</param>
    /// <returns>The capture as it is stored.</returns>
    /// <exception cref="StateException">
    /// Also if others keep taking its key (<see cref="StateError.Storage"/>), or the user's context cannot be read
    /// (<see cref="StateError.Serialization"/>): then nothing was added.
    /// </exception>
    public Task<PendingCapture> AddAsync(string user, PendingCapture capture, CancellationToken cancellation) =>
        _calls.ChangeAsync(
            () => TryAddAsync(user, capture, cancellation),
            static () =>
                new StateException(
                    StateError.Storage,
                    $"Others added captures of the user at the same time, {StateCalls.Attempts} times in a row. Nothing was added; try again."
                ),
            cancellation
        );

    /// <summary>The user's captures that have not expired, the newest first, as many as there is room for.</summary>
    public Task<IReadOnlyList<KeyedCapture>> ListAsync(string user, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () =>
        {
            var captures = new List<KeyedCapture>();
            var now = Now;
            await foreach (var item in table.QueryAllAsync(Newest(user), cancellation))
            {
                if (captures.Count == options.MaxPendingCaptures)
                    break;
                if (!options.TimeToLive.IsOver(item, now) && Read(item) is var capture && !HasExpired(capture, now))
                    captures.Add(capture);
            }
            return (IReadOnlyList<KeyedCapture>)captures;
        });

    /// <summary>Removes a capture that has been settled.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="key">Its <see cref="KeyedCapture.Key"/>.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Whether it was there: of many who remove the same capture, it is true for one.</returns>
    public async Task<bool> RemoveAsync(string user, long key, CancellationToken cancellation)
    {
        var delete = new Delete(Keys.Pending(user, key), Condition.ItemExists);
        return (await _calls.WriteAsync(() => table.DeleteAsync(delete, cancellation), cancellation)).Succeeded;
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private async Task<PendingCapture?> TryAddAsync(string user, PendingCapture capture, CancellationToken cancellation)
    {
        var now = Now;
        var kept = new List<ItemKey>();
        var expired = new List<ItemKey>();
        var newest = await NewestOfWorkerAsync(user, cancellation);
        await foreach (var item in table.QueryAllAsync(Newest(user), cancellation))
        {
            if (CaptureItems.SecondOf(item.Key) is not { } second)
                continue;
            newest = Math.Max(newest, second);
            (options.TimeToLive.IsOver(item, now) ? expired : kept).Add(item.Key);
        }
        var end = now + options.PendingTtlSeconds;
        var added = capture with
        {
            CreatedAt = PendingRing.NextKey([newest], now),
            ExpiresAt = capture.ExpiresAt == 0 ? end : capture.ExpiresAt,
        };
        var put = new Put(options.TimeToLive.Write(CaptureItems.Write(user, added), end), Condition.NoItem);
        var result = await table.TransactAsync(
            [put, .. NoRoomFor(kept, expired).Select(key => new Delete(key))],
            randomness.NextId(),
            cancellation
        );
        return result.Committed ? added
            : result.Reasons.All(IsPassing) ? null
            : throw new TableException(TableErrors.Validation, "The capture's item was refused. Nothing was added.");
    }

    // What has expired makes room first. The transaction cannot take more, and the next one takes the rest.
    private IEnumerable<ItemKey> NoRoomFor(List<ItemKey> newestFirst, List<ItemKey> expired) =>
        newestFirst
            .Skip(options.MaxPendingCaptures - 1)
            .Reverse()
            .Concat(expired)
            .Take(TableLimits.TransactionWrites - 1);

    // A worker that knows the user deletes by key what has fallen out of its ring, all of it older than the ring's newest. A key
    // that is newer still is safe from that, when all captures are settled and gone too.
    private async Task<long> NewestOfWorkerAsync(string user, CancellationToken cancellation)
    {
        var item = (await table.GetAsync(Keys.Context(user), Consistency.Strong, cancellation)).Item;
        return ContextItems.Read(user, item).Memory.Pending is [.., var newest] ? newest : 0;
    }

    private static Query Newest(string user) =>
        new(Keys.User(user), Keys.PendingPrefix, Descending: true, Consistency: Consistency.Strong);

    private static KeyedCapture Read(Item item) =>
        CaptureItems.SecondOf(item.Key) is { } second
            ? new KeyedCapture(second, CaptureItems.Read(item))
            : throw new StoredStateException(
                $"The sort key of a PENDING item is not {Keys.PendingPrefix} and digits. Remove the item."
            );

    // One that does not say when lives as long as its item.
    private static bool HasExpired(KeyedCapture stored, long now) =>
        stored.Capture.ExpiresAt is not 0 and var end && end <= now;

    private static bool IsPassing(CancellationReason reason) =>
        reason.Code
            is CancellationCode.None
                or CancellationCode.ConditionFailed
                or CancellationCode.Conflict
                or CancellationCode.Throttled;
}

/// <summary>A pending capture and the key to remove it by.</summary>
/// <param name="Key">The number in its sort key, in Unix seconds. Agents may have given the capture another <c>created_at</c>.</param>
/// <param name="Capture">The capture.</param>
public sealed record KeyedCapture(long Key, PendingCapture Capture);

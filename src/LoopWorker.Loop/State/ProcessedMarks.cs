using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.State;

/// <summary>Which purchases have taken effect. Workers go by the same markers.</summary>
/// <remarks>All methods throw <see cref="StateException"/>.</remarks>
/// <param name="table">The one table.</param>
/// <param name="options">The name of the attribute with the time to live.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Dates marks, says what has expired and times pauses.</param>
public sealed class ProcessedMarks(ITable table, StateOptions options, Randomness randomness, TimeProvider time)
{
    /// <summary>How long a mark counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly StateCalls _calls = new(randomness, time);

    /// <summary>
    /// Whether a purchase is marked, and its mark still counts. To act on the answer is a race: whoever is to process a purchase only once
    /// has to go by <see cref="MarkAsync"/>.
    /// </summary>
    public Task<bool> IsProcessedAsync(string transactionId, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () =>
        {
            var key = Keys.TransactionMarker(transactionId);
            var marker = (await table.GetAsync(key, Consistency.Strong, cancellation)).Item;
            return marker is not null && !options.TimeToLive.IsOver(marker, Now);
        });

    /// <summary>Marks a purchase, unless it is marked and the mark still counts.</summary>
    /// <param name="transactionId">The purchase.</param>
    /// <param name="user">Whom it concerned.</param>
    /// <param name="credAmount">What was captured, in lamports.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Whether it is new: of many callers at once, it is true for one.</returns>
    public async Task<bool> MarkAsync(
        string transactionId,
        string user,
        ulong credAmount,
        CancellationToken cancellation
    )
    {
        var now = Now;
        var marker = options.TimeToLive.Write(
            Markers.OfAgent(transactionId, user, credAmount, now),
            now + (long)Lifetime.TotalSeconds
        );
        var put = new Put(marker, Condition.NoItem | options.TimeToLive.Over(now));
        return (await _calls.WriteAsync(() => table.PutAsync(put, cancellation), cancellation)).Succeeded;
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();
}

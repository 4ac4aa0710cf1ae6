using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// Takes over what a cancelled transaction has told of users' state, so that the next attempt is computed from what is stored.
/// </summary>
public sealed class ContextRefresh(ContextLoader contexts, LoopRules rules, TimeProvider time)
{
    /// <summary>A user's batch on the context that is stored now.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellation">What was told.</param>
    /// <exception cref="StoredStateException">If what is stored is not a context.</exception>
    /// <exception cref="TableException">If what belongs to it could not be read; the batch can be tried as it is.</exception>
    public async Task<UserBatch> RefreshAsync(UserBatch batch, Cancellation cancellation)
    {
        var lane = batch.Lane;
        if (cancellation.StaleContexts.TryGetValue(lane, out var stored))
        {
            var now = time.GetElapsedTime(0);
            var context = await contexts.ReadAsync(lane.User, stored, CancellationToken.None);
            return batch with { Known = new KnownContext(context, now) };
        }
        return batch with
        {
            Known = batch.Known with
            {
                Snapshot = cancellation
                    .TakenKeys[lane]
                    .Aggregate(batch.Context, (known, capture) => RingAdoption.With(known, capture.Key, rules)),
            },
        };
    }
}

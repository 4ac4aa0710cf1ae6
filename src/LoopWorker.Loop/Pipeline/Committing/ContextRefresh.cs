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
public sealed class ContextRefresh(ContextLoader contexts, LoopRules rules)
{
    /// <summary>A user's batch on the context that is stored now.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellation">What was told.</param>
    /// <exception cref="StoredStateException">If what is stored is not a context.</exception>
    /// <exception cref="TableException">If what belongs to it could not be read; the batch can be tried as it is.</exception>
    public async Task<UserBatch> RefreshAsync(UserBatch batch, Cancellation cancellation)
    {
        var lane = batch.Lane;
        var context = cancellation
            .TakenKeys[lane]
            .Aggregate(batch.Context, (known, capture) => RingAdoption.With(known, capture.Key, rules));
        if (cancellation.StaleContexts.TryGetValue(lane, out var stored))
            context = await contexts.ReadAsync(lane.User, stored, CancellationToken.None);
        return ReferenceEquals(context, batch.Context) ? batch : batch with { Context = context };
    }
}

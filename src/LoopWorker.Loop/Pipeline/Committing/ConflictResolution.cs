using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// What a cancelled transaction has told is taken over: events found done leave their work, lanes hold the contexts and the
/// rings that others have written, so that the next try is computed from what is stored.
/// </summary>
public sealed class ConflictResolution(
    ContextLoader contexts,
    LoopRules rules,
    DuplicateHandling duplicates,
    Settler settler
)
{
    /// <summary>Takes it over; where a context cannot be read, its events are to be retried.</summary>
    /// <returns>What stood in the way besides.</returns>
    public async Task<Attempt> ResolveAsync(Verdict verdict)
    {
        foreach (var (work, occurrence, marker) in verdict.Duplicates)
        {
            work.Events.Remove(occurrence);
            await duplicates.HandleAsync(occurrence, marker);
        }
        foreach (var (work, capture) in verdict.TakenKeys)
            work.Lane.Snapshot = RingAdoption.With(work.Lane.Snapshot!, capture.Key, rules);
        try
        {
            foreach (var (work, item) in verdict.ChangedContexts)
                await ReplaceContextAsync(work, item);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            // The contexts not yet taken over are found changed again.
            return new Attempt(Obstacle.Of(exception), verdict.HotUsers);
        }
        return new Attempt(verdict.Obstacle, verdict.HotUsers);
    }

    private async Task ReplaceContextAsync(LaneWork work, Item? item)
    {
        try
        {
            work.Lane.Snapshot = await contexts.ReadAsync(work.Lane.User, item, CancellationToken.None);
        }
        catch (StoredStateException exception)
        {
            work.Lane.Snapshot = null;
            foreach (var occurrence in work.Events)
                await settler.AddAsync(new Settlement.Retry(occurrence.Delivery, exception.Message));
            work.Events.Clear();
        }
    }
}

using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>A queue whose changes of visibility are other ones, and all else as it is.</summary>
internal class ChangedVisibility(IQueue queue, Func<VisibilityChange, VisibilityChange> change) : PassingQueue(queue)
{
    public override Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => base.ChangeVisibilityAsync([.. changes.Select(change)], cancellation);
}

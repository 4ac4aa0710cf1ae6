using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Simulation.Mutations;

/// <summary>A queue whose changes of visibility are other ones, and all else as it is.</summary>
internal class ChangedVisibility(IQueue queue, Func<VisibilityChange, VisibilityChange> change) : IQueue
{
    public string Name => queue.Name;

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) => queue.DescribeAsync(cancellation);

    public virtual Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) => queue.SendAsync(messages, cancellation);

    public virtual Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    ) => queue.ReceiveAsync(request, cancellation);

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) => queue.DeleteAsync(receiptHandles, cancellation);

    public virtual Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => queue.ChangeVisibilityAsync([.. changes.Select(change)], cancellation);

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) => queue.GetDepthAsync(cancellation);

    public Task PurgeAsync(CancellationToken cancellation) => queue.PurgeAsync(cancellation);
}

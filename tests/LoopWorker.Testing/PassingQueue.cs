using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Testing;

/// <summary>Passes every call on; a test overrides the call that is to be another.</summary>
public abstract class PassingQueue(IQueue queue) : IQueue
{
    public string Name => queue.Name;

    public virtual Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) =>
        queue.DescribeAsync(cancellation);

    public virtual Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) => queue.SendAsync(messages, cancellation);

    public virtual Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    ) => queue.ReceiveAsync(request, cancellation);

    public virtual Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) => queue.DeleteAsync(receiptHandles, cancellation);

    public virtual Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => queue.ChangeVisibilityAsync(changes, cancellation);

    public virtual Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) => queue.GetDepthAsync(cancellation);

    public virtual Task PurgeAsync(CancellationToken cancellation) => queue.PurgeAsync(cancellation);
}

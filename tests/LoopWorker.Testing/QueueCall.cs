using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Testing;

/// <summary>A call of a queue as a value: each record is one method of <see cref="IQueue"/> with its arguments.</summary>
public abstract record QueueCall
{
    public sealed record Describe(CancellationToken Cancellation) : QueueCall<QueueDefinition>
    {
        public override Task<QueueDefinition> MakeAsync(IQueue queue) => queue.DescribeAsync(Cancellation);
    }

    public sealed record Send(IReadOnlyList<OutgoingMessage> Messages, CancellationToken Cancellation)
        : QueueCall<IReadOnlyList<SendOutcome>>
    {
        public override Task<IReadOnlyList<SendOutcome>> MakeAsync(IQueue queue) =>
            queue.SendAsync(Messages, Cancellation);
    }

    public sealed record Receive(ReceiveRequest Request, CancellationToken Cancellation)
        : QueueCall<IReadOnlyList<ReceivedMessage>>
    {
        public override Task<IReadOnlyList<ReceivedMessage>> MakeAsync(IQueue queue) =>
            queue.ReceiveAsync(Request, Cancellation);
    }

    public sealed record Delete(IReadOnlyList<string> ReceiptHandles, CancellationToken Cancellation)
        : QueueCall<IReadOnlyList<EntryOutcome>>
    {
        public override Task<IReadOnlyList<EntryOutcome>> MakeAsync(IQueue queue) =>
            queue.DeleteAsync(ReceiptHandles, Cancellation);
    }

    public sealed record ChangeVisibility(IReadOnlyList<VisibilityChange> Changes, CancellationToken Cancellation)
        : QueueCall<IReadOnlyList<EntryOutcome>>
    {
        public override Task<IReadOnlyList<EntryOutcome>> MakeAsync(IQueue queue) =>
            queue.ChangeVisibilityAsync(Changes, Cancellation);
    }

    public sealed record GetDepth(CancellationToken Cancellation) : QueueCall<QueueDepth>
    {
        public override Task<QueueDepth> MakeAsync(IQueue queue) => queue.GetDepthAsync(Cancellation);
    }

    /// <summary>Its result says nothing: there is none.</summary>
    public sealed record Purge(CancellationToken Cancellation) : QueueCall<bool>
    {
        public override async Task<bool> MakeAsync(IQueue queue)
        {
            await queue.PurgeAsync(Cancellation);
            return true;
        }
    }
}

/// <summary>A call that is answered by a <typeparamref name="TResult"/>.</summary>
public abstract record QueueCall<TResult> : QueueCall
{
    public abstract Task<TResult> MakeAsync(IQueue queue);
}

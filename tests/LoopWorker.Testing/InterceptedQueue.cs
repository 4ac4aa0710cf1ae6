using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Testing;

/// <summary>
/// A queue whose every call passes through one method. A double with a state of its own derives from it; a test that changes
/// one call says so with <see cref="QueueInterception"/>.
/// </summary>
public abstract class InterceptedQueue(IQueue queue) : IQueue
{
    public string Name => queue.Name;

    /// <summary>Answers the call, mostly by making it: <c>call.MakeAsync(next)</c>.</summary>
    protected abstract Task<T> CallAsync<T>(QueueCall<T> call, IQueue next);

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) =>
        CallAsync(new QueueCall.Describe(cancellation), queue);

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) => CallAsync(new QueueCall.Send(messages, cancellation), queue);

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellation) =>
        CallAsync(new QueueCall.Receive(request, cancellation), queue);

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) => CallAsync(new QueueCall.Delete(receiptHandles, cancellation), queue);

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => CallAsync(new QueueCall.ChangeVisibility(changes, cancellation), queue);

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) =>
        CallAsync(new QueueCall.GetDepth(cancellation), queue);

    public Task PurgeAsync(CancellationToken cancellation) => CallAsync(new QueueCall.Purge(cancellation), queue);
}

/// <summary>Changes the calls of one kind and passes all others on.</summary>
public static class QueueInterception
{
    /// <summary>Does something before each call of a kind (<see cref="QueueCall"/> for all); the call fails if that does.</summary>
    public static IQueue Before<TCall>(this IQueue queue, Func<TCall, Task> before)
        where TCall : QueueCall => new BeforeCalls<TCall>(queue, before);

    /// <summary>Answers the calls of a kind; the queue that is given to the answer makes them.</summary>
    public static IQueue On<TCall, TResult>(this IQueue queue, Func<TCall, IQueue, Task<TResult>> answer)
        where TCall : QueueCall<TResult> => new Answered<TCall, TResult>(queue, answer);

    private sealed class BeforeCalls<TCall>(IQueue queue, Func<TCall, Task> before) : InterceptedQueue(queue)
        where TCall : QueueCall
    {
        protected override async Task<T> CallAsync<T>(QueueCall<T> call, IQueue next)
        {
            if (call is TCall chosen)
                await before(chosen);
            return await call.MakeAsync(next);
        }
    }

    private sealed class Answered<TCall, TResult>(IQueue queue, Func<TCall, IQueue, Task<TResult>> answer)
        : InterceptedQueue(queue)
        where TCall : QueueCall<TResult>
    {
        // A call of this kind has this result, so the two task types are one.
        protected override Task<T> CallAsync<T>(QueueCall<T> call, IQueue next) =>
            call is TCall chosen ? (Task<T>)(Task)answer(chosen, next) : call.MakeAsync(next);
    }
}

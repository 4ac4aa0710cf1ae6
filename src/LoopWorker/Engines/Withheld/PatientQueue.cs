using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Engines.Withheld;

/// <summary>
/// A queue of a worker that runs: a denial is no end but a failure that may pass. While one lasts nothing is received, and what is sent or
/// deleted waits here, for as long as messages are kept.
/// </summary>
public sealed class PatientQueue(IQueue queue, WithheldPermissions permissions) : IQueue
{
    public string Name => queue.Name;

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) =>
        CallAsync(() => queue.DescribeAsync(cancellation));

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) => permissions.WaitOutAsync(() => CallAsync(async () => Accepted(await queue.SendAsync(messages, cancellation))));

    /// <exception cref="QueueException">With <see cref="QueueErrors.Withheld"/> while something is denied.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    ) =>
        await permissions.AskAsync(cancellation) is { } denied
            ? throw new QueueException(QueueErrors.Withheld, denied)
            : await CallAsync(() => queue.ReceiveAsync(request, cancellation));

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) => permissions.WaitOutAsync(() => CallAsync(() => queue.DeleteAsync(receiptHandles, cancellation)));

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => CallAsync(() => queue.ChangeVisibilityAsync(changes, cancellation));

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) =>
        CallAsync(() => queue.GetDepthAsync(cancellation));

    public Task PurgeAsync(CancellationToken cancellation) => queue.PurgeAsync(cancellation);

    // A key that may not be used can be an error of each message instead of the call's.
    private static IReadOnlyList<SendOutcome> Accepted(IReadOnlyList<SendOutcome> outcomes) =>
        outcomes is [{ Error: { } error }, ..] && outcomes.All(outcome => outcome.Error is { IsDenied: true })
            ? throw new QueueException(error.Code, error.Message)
            : outcomes;

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (QueueException exception) when (exception.IsDenied)
        {
            permissions.Deny(exception.Message);
            throw new QueueException(QueueErrors.Withheld, exception.Message, exception);
        }
    }
}

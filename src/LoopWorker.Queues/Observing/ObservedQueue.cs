using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Observing;

/// <summary>A queue that tells observers what every call comes to.</summary>
/// <param name="queue">The queue.</param>
/// <param name="time">Times the calls.</param>
/// <param name="observers">Told one after another.</param>
public sealed class ObservedQueue(IQueue queue, TimeProvider time, params IQueueObserver[] observers) : IQueue
{
    public string Name => queue.Name;

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) =>
        ObserveAsync(
            Start(QueueOperations.GetQueueAttributes),
            () => queue.DescribeAsync(cancellation),
            static _ => default
        );

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) =>
        ObserveAsync(
            Start(QueueOperations.SendMessageBatch, messages.Count),
            () => queue.SendAsync(messages, cancellation),
            static outcomes => Tally(outcomes, static outcome => outcome.Error)
        );

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellation) =>
        ObserveAsync(
            Start(QueueOperations.ReceiveMessage, request.MaxMessages, request.Wait),
            () => queue.ReceiveAsync(request, cancellation),
            static messages => new Answer(messages.Count)
        );

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) =>
        ObserveAsync(
            Start(QueueOperations.DeleteMessageBatch, receiptHandles.Count),
            () => queue.DeleteAsync(receiptHandles, cancellation),
            static outcomes => Tally(outcomes, static outcome => outcome.Error)
        );

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) =>
        ObserveAsync(
            Start(QueueOperations.ChangeMessageVisibilityBatch, changes.Count),
            () => queue.ChangeVisibilityAsync(changes, cancellation),
            static outcomes => Tally(outcomes, static outcome => outcome.Error)
        );

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) =>
        ObserveAsync(
            Start(QueueOperations.GetQueueAttributes),
            () => queue.GetDepthAsync(cancellation),
            static _ => default
        );

    public Task PurgeAsync(CancellationToken cancellation) =>
        ObserveAsync(
            Start(QueueOperations.PurgeQueue),
            async () =>
            {
                await queue.PurgeAsync(cancellation);
                return true;
            },
            static _ => default
        );

    private QueueCallStart Start(string operation, int entries = 0, TimeSpan wait = default) =>
        new(queue.Name, operation, entries, wait, time.GetTimestamp());

    private async Task<T> ObserveAsync<T>(QueueCallStart start, Func<Task<T>> call, Func<T, Answer> read)
    {
        foreach (var observer in observers)
            observer.OnCalling(start);
        T result;
        try
        {
            result = await call();
        }
        catch (Exception exception)
        {
            var (outcome, error) = QueueCallOutcomes.Of(exception);
            Report(start, 0, outcome, error);
            throw;
        }
        var (messages, entryError) = read(result);
        Report(start, messages, QueueCallOutcomes.OfEntry(entryError), entryError);
        return result;
    }

    private void Report(in QueueCallStart start, int messages, QueueCallOutcome outcome, string? error)
    {
        var report = new QueueCallReport(start, time.GetElapsedTime(start.StartedAt), messages, outcome, error);
        foreach (var observer in observers)
            observer.OnCall(report);
    }

    private static Answer Tally<T>(IReadOnlyList<T> outcomes, Func<T, EntryError?> errorOf)
    {
        var (succeeded, firstError) = (0, default(string));
        foreach (var outcome in outcomes)
        {
            if (errorOf(outcome) is { } error)
                firstError ??= error.Code;
            else
                succeeded++;
        }
        return new Answer(succeeded, firstError);
    }

    private readonly record struct Answer(int Messages, string? EntryError = null);
}

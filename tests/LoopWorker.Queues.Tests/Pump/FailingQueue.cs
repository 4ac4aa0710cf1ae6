using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Queues.Tests.Pump;

/// <summary>A queue whose calls can be made to fail: the first so many, or single entries of a batch.</summary>
internal sealed class FailingQueue(IQueue queue) : InterceptedQueue(queue)
{
    /// <summary>What the next calls throw.</summary>
    public Queue<QueueException> Failures { get; } = new();

    /// <summary>Whether an entry at this place of a batch fails, at this call (from 1).</summary>
    public Func<int, int, EntryError?> EntryFails { get; init; } = (_, _) => null;

    /// <summary>Entries of each call, receives not among them.</summary>
    public List<int> BatchSizes { get; } = [];

    public int Receives { get; private set; }

    protected override async Task<T> CallAsync<T>(QueueCall<T> call, IQueue next)
    {
        switch (call)
        {
            case QueueCall.Receive:
                Receives++;
                FailIfAsked();
                return await call.MakeAsync(next);
            case QueueCall.Send send:
                Begin(send.Messages.Count);
                return await call.MakeAsync(next);
            case QueueCall.Delete delete:
                return (T)
                    await EachAsync(
                        delete.ReceiptHandles,
                        handle => (delete with { ReceiptHandles = [handle] }).MakeAsync(next)
                    );
            case QueueCall.ChangeVisibility change:
                return (T)await EachAsync(change.Changes, one => (change with { Changes = [one] }).MakeAsync(next));
            default:
                return await call.MakeAsync(next);
        }
    }

    private async Task<IReadOnlyList<EntryOutcome>> EachAsync<T>(
        IReadOnlyList<T> entries,
        Func<T, Task<IReadOnlyList<EntryOutcome>>> pass
    )
    {
        Begin(entries.Count);
        var outcomes = new EntryOutcome[entries.Count];
        for (var i = 0; i < entries.Count; i++)
            outcomes[i] = EntryFails(BatchSizes.Count, i) is { } error
                ? new EntryOutcome(error)
                : (await pass(entries[i]))[0];
        return outcomes;
    }

    private void Begin(int entries)
    {
        BatchSizes.Add(entries);
        FailIfAsked();
    }

    private void FailIfAsked()
    {
        if (Failures.TryDequeue(out var failure))
            throw failure;
    }
}

using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Simulation.Invariants;

namespace LoopWorker.Simulation.Faults;

/// <summary>A queue as a replica has it: far away, and what it does is seen by the ledger.</summary>
internal sealed class FaultyQueue(IQueue queue, Network network, Ledger ledger) : IQueue
{
    private static readonly EntryError EntryFailed = new(QueueErrors.InternalError, "Failed.", SenderFault: false);

    public string Name => queue.Name;

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) => queue.DescribeAsync(cancellation);

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) => queue.GetDepthAsync(cancellation);

    public Task PurgeAsync(CancellationToken cancellation) => queue.PurgeAsync(cancellation);

    public async Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    )
    {
        ledger.OnSending(messages);
        var answer = await CallAsync(
            "Send",
            partly =>
                EachAsync(
                    partly,
                    messages,
                    async chosen =>
                    {
                        var outcomes = await queue.SendAsync(chosen, cancellation);
                        ledger.OnSent(queue.Name, chosen, outcomes);
                        return outcomes;
                    },
                    new SendOutcome(null, EntryFailed)
                )
        );
        ledger.OnSendAnswered(messages, answer);
        return answer;
    }

    // Throttled or not, a receive that has been served is served: messages whose answer is lost are hidden.
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    )
    {
        var answer = await CallAsync(
            "Receive",
            async _ =>
            {
                var received = await queue.ReceiveAsync(request, cancellation);
                ledger.OnReceived(network.Caller, queue.Name, received, request.VisibilityTimeout);
                return QueueDefinition.IsFifoName(queue.Name) ? received : await DisturbAsync(received);
            }
        );
        ledger.Deliveries.OnAnswered(queue.Name, answer);
        return answer;
    }

    // A standard queue promises no order, and now and then gives a message to others too.
    private async Task<IReadOnlyList<ReceivedMessage>> DisturbAsync(IReadOnlyList<ReceivedMessage> received)
    {
        var messages = received.ToArray();
        if (network.IsCalm)
            return messages;
        network.Random.Shuffle(messages);
        foreach (var message in messages)
            if (network.Random.Next(50) == 0)
                await queue.ChangeVisibilityAsync(
                    [new VisibilityChange(message.ReceiptHandle, TimeSpan.Zero)],
                    CancellationToken.None
                );
        return messages;
    }

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    )
    {
        ledger.OnSettling(queue.Name, receiptHandles);
        return CallAsync(
            "Delete",
            partly =>
                EachAsync(
                    partly,
                    receiptHandles,
                    async chosen =>
                    {
                        var outcomes = await queue.DeleteAsync(chosen, cancellation);
                        ledger.OnDeleted(queue.Name, chosen, outcomes);
                        return outcomes;
                    },
                    new EntryOutcome(EntryFailed)
                )
        );
    }

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    )
    {
        ledger.OnSettling(
            queue.Name,
            changes.Where(change => change.Timeout != Timeouts.Visibility).Select(change => change.ReceiptHandle)
        );
        return CallAsync(
            "ChangeVisibility",
            partly =>
                EachAsync(
                    partly,
                    changes,
                    async chosen =>
                    {
                        var outcomes = await queue.ChangeVisibilityAsync(chosen, cancellation);
                        ledger.OnVisibilityChanged(queue.Name, chosen, outcomes);
                        return outcomes;
                    },
                    new EntryOutcome(EntryFailed)
                )
        );
    }

    private async Task<IReadOnlyList<TOutcome>> EachAsync<T, TOutcome>(
        bool partly,
        IReadOnlyList<T> entries,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<TOutcome>>> call,
        TOutcome failed
    )
    {
        if (!partly)
            return await call(entries);
        var spared = entries.Select(_ => network.Random.Next(2) == 0).ToList();
        var chosen = entries.Where((_, i) => spared[i]).ToList();
        var outcomes = new Queue<TOutcome>(chosen.Count > 0 ? await call(chosen) : []);
        return [.. spared.Select(isSpared => isSpared ? outcomes.Dequeue() : failed)];
    }

    private Task<T> CallAsync<T>(string operation, Func<bool, Task<T>> call) =>
        network.CallAsync(
            operation + " " + queue.Name,
            ofTable: false,
            call,
            unanswered =>
                unanswered
                    ? new QueueException(QueueErrors.TimedOut, "No answer.")
                    : new QueueException(QueueErrors.ServiceUnavailable, "Unavailable.")
        );
}

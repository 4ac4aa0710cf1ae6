using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Faults;

/// <summary>A queue as a replica has it: far away, and what it does is seen by the ledger.</summary>
internal sealed class FaultyQueue(IQueue queue, Network network, Ledger ledger) : InterceptedQueue(queue)
{
    private static readonly EntryError EntryFailed = new(QueueErrors.InternalError, "Failed.", SenderFault: false);

    private bool IsOfNotifications => Name.StartsWith("notifications", StringComparison.Ordinal);

    protected override Task<T> CallAsync<T>(QueueCall<T> call, IQueue next)
    {
        Task answer = call switch
        {
            QueueCall.Send send => SendAsync(send, next),
            QueueCall.Receive receive => ReceiveAsync(receive, next),
            QueueCall.Delete delete => DeleteAsync(delete, next),
            QueueCall.ChangeVisibility change => ChangeVisibilityAsync(change, next),
            _ => call.MakeAsync(next),
        };
        return (Task<T>)answer;
    }

    private async Task<IReadOnlyList<SendOutcome>> SendAsync(QueueCall.Send call, IQueue next)
    {
        if (IsOfNotifications)
            ledger.Takeovers.OnSending(network.Caller, network.CallerTime, call.Messages);
        ledger.OnSending(network.Caller, call.Messages);
        var answer = await CallAsync(
            "Send",
            partly =>
                EachAsync(
                    partly,
                    call.Messages,
                    async chosen =>
                    {
                        var outcomes = await next.SendAsync(chosen, call.Cancellation);
                        ledger.OnSent(Name, chosen, outcomes);
                        return outcomes;
                    },
                    new SendOutcome(null, EntryFailed)
                )
        );
        ledger.OnSendAnswered(call.Messages, answer);
        return answer;
    }

    // Throttled or not, a receive that has been served is served: messages whose answer is lost are hidden.
    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(QueueCall.Receive call, IQueue next)
    {
        var answer = await CallAsync(
            "Receive",
            async _ =>
            {
                var received = await call.MakeAsync(next);
                ledger.OnReceived(network.Caller, Name, received, call.Request.VisibilityTimeout);
                return QueueDefinition.IsFifoName(Name) ? received : await DisturbAsync(received, next);
            }
        );
        ledger.Deliveries.OnAnswered(Name, answer);
        return answer;
    }

    // A standard queue promises no order, and now and then gives a message to others too.
    private async Task<IReadOnlyList<ReceivedMessage>> DisturbAsync(
        IReadOnlyList<ReceivedMessage> received,
        IQueue next
    )
    {
        var messages = received.ToArray();
        if (network.IsCalm)
            return messages;
        network.Random.Shuffle(messages);
        foreach (var message in messages)
            if (network.Random.Next(50) == 0)
                await next.ChangeVisibilityAsync(
                    [new VisibilityChange(message.ReceiptHandle, TimeSpan.Zero)],
                    CancellationToken.None
                );
        return messages;
    }

    private Task<IReadOnlyList<EntryOutcome>> DeleteAsync(QueueCall.Delete call, IQueue next)
    {
        ledger.OnSettling(Name, call.ReceiptHandles);
        return CallAsync(
            "Delete",
            partly =>
                EachAsync(
                    partly,
                    call.ReceiptHandles,
                    async chosen =>
                    {
                        var outcomes = await next.DeleteAsync(chosen, call.Cancellation);
                        ledger.OnDeleted(Name, chosen, outcomes);
                        return outcomes;
                    },
                    new EntryOutcome(EntryFailed)
                )
        );
    }

    private Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(QueueCall.ChangeVisibility call, IQueue next)
    {
        ledger.OnGivingBack(
            Name,
            call.Changes.Where(change => change.Timeout != Timeouts.Visibility).Select(change => change.ReceiptHandle)
        );
        return CallAsync(
            "ChangeVisibility",
            partly =>
                EachAsync(
                    partly,
                    call.Changes,
                    async chosen =>
                    {
                        var outcomes = await next.ChangeVisibilityAsync(chosen, call.Cancellation);
                        ledger.OnVisibilityChanged(Name, chosen, outcomes);
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
            operation + " " + Name,
            IsOfNotifications ? Target.Notifications : Target.Queues,
            call,
            fate =>
                fate switch
                {
                    Fate.Denied => new QueueException(QueueErrors.AccessDenied, Weather.Denial),
                    Fate.Refused => new QueueException(QueueErrors.ServiceUnavailable, "Unavailable."),
                    _ => new QueueException(QueueErrors.TimedOut, "No answer."),
                }
        );
}

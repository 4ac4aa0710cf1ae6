using LoopWorker.Queues.InMemory.Validation;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>
/// A queue in memory that behaves as SQS does, on the given clock. Durations follow the clock's timestamps and timers, so
/// they run in virtual time even where the time of day stands still.
/// </summary>
/// <remarks>
/// Where SQS leaves things open: a standard queue delivers in the order of sending, as far as visibility allows. Deleting by
/// an older handle than the last succeeds and deletes nothing; a FIFO queue refuses a handle whose time is over. Durations
/// are exact, where SQS takes whole seconds.
/// </remarks>
public sealed class InMemoryQueue : IQueue
{
    private readonly Lock _lock = new();
    private readonly Func<string> _newId;
    private readonly TimeProvider _time;
    private readonly QueueContents _contents;
    private readonly WaitingReceivers _waiting;
    private readonly Admission _admission;
    private InMemoryQueue? _deadLetters;

    internal InMemoryQueue(
        QueueDefinition definition,
        InMemoryQueue? deadLetters,
        Func<string> newId,
        TimeProvider time
    )
    {
        _deadLetters = deadLetters;
        _newId = newId;
        _time = time;
        _contents = new QueueContents(definition);
        _admission = new Admission(_contents, newId, time);
        _waiting = new WaitingReceivers(time, WakeUp);
    }

    public string Name => Definition.Name;

    internal QueueDefinition Definition => _contents.Definition;

    // One clock for all queues: messages take their times along when they move.
    private TimeSpan Now => _time.GetElapsedTime(0);

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) =>
        Answer.With(this, static queue => queue.Definition, cancellation);

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) => Answer.With((Queue: this, messages), static call => call.Queue.Send(call.messages), cancellation);

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        var (received, waiting) = Receive(request);
        return waiting is null ? received : await WaitAsync(waiting, cancellation);
    }

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) =>
        Answer.With((Queue: this, receiptHandles), static call => call.Queue.Delete(call.receiptHandles), cancellation);

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => Answer.With((Queue: this, changes), static call => call.Queue.ChangeVisibility(call.changes), cancellation);

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) =>
        Answer.With(
            this,
            static queue => queue.Change(queue._contents, static (contents, _) => contents.Depth),
            cancellation
        );

    public Task PurgeAsync(CancellationToken cancellation) =>
        Answer.With(this, static queue => queue.Purge(), cancellation);

    /// <summary>All messages held, in order, whatever their state. Nothing is received by it, so no handle is given.</summary>
    public IReadOnlyList<ReceivedMessage> Snapshot()
    {
        lock (_lock)
        {
            _contents.Advance(Now);
            return [.. _contents.All.Select(message => message.ToReceived(Definition, receiptHandle: ""))];
        }
    }

    /// <summary>Has other settings from now on, but the same name.</summary>
    internal void Redefine(QueueDefinition definition, InMemoryQueue? deadLetters) =>
        Change(
            (Queue: this, definition, deadLetters),
            static (call, now) =>
            {
                call.Queue._deadLetters = call.deadLetters;
                call.Queue._contents.Redefine(call.definition, now);
                return true;
            }
        );

    /// <summary>Takes out what may be received now and the condition picks, and tells how many messages there were.</summary>
    internal IReadOnlyList<MessageContent> TakeForMove(Predicate<MessageContent> condition, out long held)
    {
        lock (_lock)
        {
            _contents.Advance(Now);
            held = _contents.Depth.Total;
            return _contents.TakeVisible(message => condition(message.Content)).ConvertAll(message => message.Content);
        }
    }

    /// <summary>Takes in messages that were sent to another queue first.</summary>
    internal void TakeOver(IEnumerable<MessageContent> messages) =>
        Change(
            (Queue: this, messages),
            static (call, now) =>
            {
                foreach (var message in call.messages)
                    call.Queue._contents.Add(message, call.Queue.Definition.Delay, now);
                return true;
            }
        );

    /// <summary>Takes in messages of another queue as if they were sent now.</summary>
    internal void TakeOverAsNew(IEnumerable<MessageContent> messages) =>
        TakeOver([
            .. messages.Select(message => new MessageContent(_newId(), message.Body, _time.GetUtcNow(), Now)
            {
                Attributes = message.Attributes,
                GroupId = message.GroupId,
                DeduplicationId = message.DeduplicationId,
                TraceHeader = message.TraceHeader,
            }),
        ]);

    private IReadOnlyList<SendOutcome> Send(IReadOnlyList<OutgoingMessage> messages)
    {
        BatchValidation.CheckSend(messages);
        var outcomes = new SendOutcome[messages.Count];
        for (var i = 0; i < outcomes.Length; i++)
            if (MessageValidation.Check(messages[i], Definition) is { } error)
                outcomes[i] = new SendOutcome(MessageId: null, error);
        return Change(
            (Queue: this, messages, outcomes),
            static (call, now) =>
            {
                for (var i = 0; i < call.outcomes.Length; i++)
                    call.outcomes[i] ??= new SendOutcome(call.Queue._admission.Accept(call.messages[i], now));
                return call.outcomes;
            }
        );
    }

    private (IReadOnlyList<ReceivedMessage> Received, WaitingReceiver? Waiting) Receive(ReceiveRequest request)
    {
        ReceiveValidation.Check(request);
        Consequences consequences;
        IReadOnlyList<ReceivedMessage> received;
        WaitingReceiver? waiting = null;
        lock (_lock)
        {
            var now = Advance();
            // As in SQS, a long poll waits instead, and a FIFO queue has nothing to give.
            if (_contents.InFlightRoom == 0 && !Definition.IsFifo && request.Wait == TimeSpan.Zero)
                throw new QueueException(
                    QueueErrors.OverLimit,
                    $"The queue '{Name}' has {QueueLimits.InFlight} messages in flight, which is the maximum: delete some first."
                );
            // What fell due just now belongs to those who were here before.
            consequences = Serve(now);
            received = Take(request, now, ref consequences);
            if (received.Count == 0 && request.Wait > TimeSpan.Zero)
                waiting = _waiting.Add(request);
            _waiting.SetWakeUp(_contents.NextDue, now);
        }
        Follow(consequences);
        return (received, waiting);
    }

    private async Task<IReadOnlyList<ReceivedMessage>> WaitAsync(
        WaitingReceiver receiver,
        CancellationToken cancellation
    )
    {
        using var timer = _time.CreateTimer(
            _ => Leave(receiver)?.Complete([]),
            null,
            receiver.Request.Wait,
            Timeout.InfiniteTimeSpan
        );
        using var registration = cancellation.UnsafeRegister(_ => Leave(receiver)?.Cancel(cancellation), null);
        return await receiver.Messages;
    }

    private IReadOnlyList<EntryOutcome> Delete(IReadOnlyList<string> receiptHandles)
    {
        BatchValidation.CheckCount(receiptHandles.Count);
        return Change((_contents, receiptHandles), static (call, _) => call._contents.Delete(call.receiptHandles));
    }

    private IReadOnlyList<EntryOutcome> ChangeVisibility(IReadOnlyList<VisibilityChange> changes)
    {
        BatchValidation.CheckCount(changes.Count);
        return Change((_contents, changes), static (call, now) => call._contents.ChangeVisibility(call.changes, now));
    }

    private QueueDepth Purge() =>
        Change(
            _contents,
            static (contents, _) =>
            {
                contents.Clear();
                return contents.Depth;
            }
        );

    private void WakeUp() => Change(_waiting, static (waiting, _) => waiting.WokeUp());

    // Every change: what fell due comes first, and in the end whoever waits is served.
    private TResult Change<TState, TResult>(TState state, Func<TState, TimeSpan, TResult> change)
    {
        TResult result;
        Consequences consequences;
        lock (_lock)
        {
            var now = Advance();
            result = change(state, now);
            consequences = Serve(now);
        }
        Follow(consequences);
        return result;
    }

    private TimeSpan Advance()
    {
        var now = Now;
        _contents.Advance(now);
        return now;
    }

    private Consequences Serve(TimeSpan now)
    {
        var consequences = default(Consequences);
        while (_waiting.Any && _contents.HasNext)
        {
            var messages = Take(_waiting.First.Request, now, ref consequences);
            if (messages.Count > 0)
                (consequences.Served ??= []).Add((_waiting.RemoveFirst(), messages));
        }
        _waiting.SetWakeUp(_contents.NextDue, now);
        return consequences;
    }

    private IReadOnlyList<ReceivedMessage> Take(ReceiveRequest request, TimeSpan now, ref Consequences consequences)
    {
        if (!_contents.HasNext)
            return [];
        var taken = new List<StoredMessage>(request.MaxMessages);
        var timeout = request.VisibilityTimeout ?? Definition.VisibilityTimeout;
        _contents.Receive(request.MaxMessages, timeout, now, taken, consequences.Exhausted ??= []);
        var received = new ReceivedMessage[taken.Count];
        for (var i = 0; i < received.Length; i++)
        {
            if (taken[i].ReceiveCount == 1)
                taken[i].FirstReceivedAt = _time.GetUtcNow();
            received[i] = taken[i].ToReceived(Definition, taken[i].LastHandle.Format(Name));
        }
        return received;
    }

    // Outside the lock: it leads into other queues and into the receivers' own work.
    private void Follow(Consequences consequences)
    {
        if (consequences.Exhausted is { Count: > 0 } exhausted)
            _deadLetters!.TakeOver(
                exhausted.Select(message => message.ToDeadLetter(Definition, _time.GetUtcNow(), Now))
            );
        foreach (var (receiver, messages) in consequences.Served ?? [])
            receiver.Complete(messages);
    }

    // Null if it has been served or has ended already: whoever removes a receiver is the one to complete it.
    private WaitingReceiver? Leave(WaitingReceiver receiver)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(receiver))
                return null;
            _waiting.SetWakeUp(_contents.NextDue, Now);
            return receiver;
        }
    }
}

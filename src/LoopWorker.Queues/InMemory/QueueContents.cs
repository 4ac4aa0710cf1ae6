using LoopWorker.Queues.InMemory.Ordering;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>
/// The messages of one queue and the rules by which they are hidden, shown, taken and dropped. Without clock, lock or
/// waiting: every change is told what time it is, and <see cref="Advance"/> comes first.
/// </summary>
internal sealed class QueueContents(QueueDefinition definition)
{
    private readonly Dictionary<long, StoredMessage> _messages = [];
    private readonly VisibleMessages _visible = VisibleMessages.For(definition);
    private readonly IndexedHeap<StoredMessage> _delayed = new();
    private readonly IndexedHeap<StoredMessage> _inFlight = new();
    private readonly IndexedHeap<StoredMessage> _expiring = new();
    private long _lastSequence;

    public QueueDefinition Definition { get; private set; } = definition;

    public QueueDepth Depth => new(_messages.Count - _inFlight.Count - _delayed.Count, _inFlight.Count, _delayed.Count);

    /// <summary>Whether a receive would find anything.</summary>
    public bool HasNext => _visible.HasNext && InFlightRoom > 0;

    /// <summary>How many more messages may be in flight.</summary>
    public int InFlightRoom => QueueLimits.InFlight - _inFlight.Count;

    /// <summary>All messages in the order they came.</summary>
    public IEnumerable<StoredMessage> All => _messages.Values.OrderBy(message => message.Sequence);

    /// <summary>When the next hidden message becomes visible; null if none is hidden.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var next = _delayed.TryPeek(out _, out var delayed) ? delayed : long.MaxValue;
            if (_inFlight.TryPeek(out _, out var inFlight))
                next = Math.Min(next, inFlight);
            return next == long.MaxValue ? null : TimeSpan.FromTicks(next);
        }
    }

    /// <summary>Shows what is due and drops what was kept for long enough.</summary>
    public void Advance(TimeSpan now)
    {
        while (_delayed.TryPeek(out var message, out var due) && due <= now.Ticks)
        {
            _delayed.Remove(message.Turn);
            BecomeVisible(message);
        }
        while (_inFlight.TryPeek(out var message, out var due) && due <= now.Ticks)
            Release(message);
        while (_expiring.TryPeek(out var message, out var expiry) && expiry <= now.Ticks)
            Remove(message);
    }

    /// <summary>Has other settings from now on. Their retention holds for the messages that are here, too.</summary>
    public void Redefine(QueueDefinition other, TimeSpan now)
    {
        Definition = other;
        foreach (var message in _messages.Values)
        {
            _expiring.Remove(message.Expiry);
            Expire(message);
        }
        Advance(now);
    }

    public void Add(MessageContent content, TimeSpan delay, TimeSpan now)
    {
        var message = new StoredMessage(++_lastSequence, content);
        _messages.Add(message.Sequence, message);
        Expire(message);
        if (delay > TimeSpan.Zero)
            _delayed.Add(message.Turn, (now + delay).Ticks, message.Sequence);
        else
            BecomeVisible(message);
    }

    /// <summary>Takes messages into flight for one receiver, and out of the queue those that were received too often.</summary>
    public void Receive(
        int maximum,
        TimeSpan visibilityTimeout,
        TimeSpan now,
        List<StoredMessage> received,
        List<StoredMessage> exhausted
    )
    {
        maximum = Math.Min(maximum, InFlightRoom);
        if (maximum == 0)
            return;
        foreach (var message in _visible.TakeInTurn())
        {
            if (Definition.Redrive is { } redrive && message.Receives >= redrive.MaxReceiveCount)
            {
                Forget(message);
                exhausted.Add(message);
                continue;
            }
            message.State = MessageState.InFlight;
            message.Receives++;
            message.LastReceived = now;
            _inFlight.Add(message.Turn, (now + visibilityTimeout).Ticks, message.Sequence);
            _visible.EnterFlight(message);
            received.Add(message);
            if (received.Count == maximum)
                break;
        }
    }

    /// <summary>Deletes by the handles of the last deliveries; by an older one nothing is deleted.</summary>
    public EntryOutcome[] Delete(IReadOnlyList<string> receiptHandles)
    {
        var outcomes = new EntryOutcome[receiptHandles.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = Delete(receiptHandles[i]);
        return outcomes;
    }

    /// <summary>Sets how long from now messages in flight stay hidden; zero makes them visible.</summary>
    public EntryOutcome[] ChangeVisibility(IReadOnlyList<VisibilityChange> changes, TimeSpan now)
    {
        var outcomes = new EntryOutcome[changes.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = ChangeVisibility(changes[i], now);
        return outcomes;
    }

    /// <summary>Takes out all that may be received and that the condition picks.</summary>
    public List<StoredMessage> TakeVisible(Predicate<StoredMessage> condition)
    {
        List<StoredMessage> taken = [];
        List<StoredMessage> left = [];
        foreach (var message in _visible.TakeInTurn())
            (condition(message) ? taken : left).Add(message);
        taken.ForEach(Forget);
        left.ForEach(_visible.Add);
        return taken;
    }

    public void Clear()
    {
        foreach (var message in _messages.Values.ToArray())
            Remove(message);
    }

    private EntryOutcome Delete(string receiptHandle)
    {
        if (!ReceiptHandle.TryParse(receiptHandle, Definition.Name, out var handle))
            return NoHandle(receiptHandle);
        // Deleting again succeeds.
        if (!_messages.TryGetValue(handle.Sequence, out var message))
            return EntryOutcome.Success;
        var isLast = message.LastHandle == handle;
        if (Definition.IsFifo && !(isLast && message.State == MessageState.InFlight))
            return Refuse(
                QueueErrors.InvalidParameter,
                "The receipt handle has expired: a FIFO queue deletes only while the message is in flight. Receive it again."
            );
        if (isLast)
            Remove(message);
        return EntryOutcome.Success;
    }

    private EntryOutcome ChangeVisibility(VisibilityChange change, TimeSpan now)
    {
        if (!ReceiptHandle.TryParse(change.ReceiptHandle, Definition.Name, out var handle))
            return NoHandle(change.ReceiptHandle);
        if (change.Timeout < TimeSpan.Zero || change.Timeout > QueueLimits.MaximumVisibilityTimeout)
            return Refuse(
                QueueErrors.InvalidParameter,
                $"VisibilityTimeout is {change.Timeout}: it must be from 0 to {QueueLimits.MaximumVisibilityTimeout}."
            );
        if (!_messages.TryGetValue(handle.Sequence, out var message))
            return Refuse(
                QueueErrors.InvalidParameter,
                "The message is no longer in the queue: it was deleted or moved."
            );
        if (message.State != MessageState.InFlight || message.LastHandle != handle)
            return Refuse(QueueErrors.MessageNotInFlight, "The message is not in flight under this receipt handle.");
        if (now + change.Timeout - message.LastReceived > QueueLimits.MaximumVisibilityTimeout)
            return Refuse(
                QueueErrors.InvalidParameter,
                $"VisibilityTimeout is {change.Timeout}: counted from its receive, {now - message.LastReceived} ago, a message stays hidden for {QueueLimits.MaximumVisibilityTimeout} at most."
            );
        if (change.Timeout == TimeSpan.Zero)
        {
            Release(message);
        }
        else
        {
            _inFlight.Remove(message.Turn);
            _inFlight.Add(message.Turn, (now + change.Timeout).Ticks, message.Sequence);
        }
        return EntryOutcome.Success;
    }

    private void Expire(StoredMessage message) =>
        _expiring.Add(message.Expiry, (message.Content.Sent + Definition.Retention).Ticks, message.Sequence);

    private void Release(StoredMessage message)
    {
        _inFlight.Remove(message.Turn);
        BecomeVisible(message);
        _visible.LeaveFlight(message);
    }

    private void BecomeVisible(StoredMessage message)
    {
        message.State = MessageState.Visible;
        _visible.Add(message);
    }

    private void Remove(StoredMessage message)
    {
        switch (message.State)
        {
            case MessageState.Delayed:
                _delayed.Remove(message.Turn);
                break;
            case MessageState.Visible:
                _visible.Remove(message);
                break;
            default:
                _inFlight.Remove(message.Turn);
                _visible.LeaveFlight(message);
                break;
        }
        Forget(message);
    }

    private void Forget(StoredMessage message)
    {
        _messages.Remove(message.Sequence);
        _expiring.Remove(message.Expiry);
    }

    private static EntryOutcome NoHandle(string receiptHandle) =>
        Refuse(
            QueueErrors.ReceiptHandleInvalid,
            $"The receipt handle of {receiptHandle.Length} characters is none of this queue: give the one that the last receive returned."
        );

    private static EntryOutcome Refuse(string code, string message) =>
        new(new EntryError(code, message, SenderFault: true));
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>
/// A queue in memory that behaves as SQS does, on the given clock. Durations follow the clock's timestamps and timers, so
/// they run in virtual time even where the time of day stands still.
/// </summary>
public sealed class InMemoryQueue : IQueue
{
    private readonly Lock _lock = new();
    private readonly QueueDefinition _definition;
    private readonly Func<string, InMemoryQueue?> _findQueue;
    private readonly Func<string> _newId;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Dictionary<long, StoredMessage> _messages = [];
    private readonly IVisibleMessages _visible;
    private readonly DueTimes _due = new();
    private readonly DeduplicationWindow _deduplication = new();
    private readonly LinkedList<WaitingReceiver> _waiting = new();
    private readonly Queue<StoredMessage> _bySent = new();
    private readonly int[] _counts = new int[4];
    private ITimer? _wakeUp;
    private long _lastSequence;

    internal InMemoryQueue(
        QueueDefinition definition,
        Func<string, InMemoryQueue?> findQueue,
        Func<string> newId,
        TimeProvider time
    )
    {
        _definition = definition;
        _findQueue = findQueue;
        _newId = newId;
        _time = time;
        _origin = time.GetTimestamp();
        _visible = definition.IsFifo ? new FifoMessages() : new StandardMessages();
    }

    public string Name => _definition.Name;

    internal QueueDefinition Definition => _definition;

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) => Task.FromResult(_definition);

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        MessageValidation.CheckSizes(messages);
        var outcomes = new SendOutcome[messages.Count];
        Change(() =>
        {
            for (var i = 0; i < outcomes.Length; i++)
            {
                var error = MessageValidation.Check(messages[i], _definition);
                outcomes[i] = error is null ? new SendOutcome(Accept(messages[i])) : new SendOutcome(null, error);
            }
        });
        return Task.FromResult<IReadOnlyList<SendOutcome>>(outcomes);
    }

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        MessageValidation.CheckReceive(request);
        List<ReceivedMessage> received = [];
        WaitingReceiver? waiting = null;
        Change(() =>
        {
            if (!_definition.IsFifo && _counts[(int)MessageState.InFlight] >= QueueLimits.InFlight)
                throw new QueueException(QueueErrors.OverLimit, $"{QueueLimits.InFlight} messages are in flight.");
            received = Take(request);
            if (received.Count == 0 && request.Wait > TimeSpan.Zero)
                _waiting.AddLast(waiting = new WaitingReceiver(request));
        });
        if (waiting is null)
            return Task.FromResult<IReadOnlyList<ReceivedMessage>>(received);
        waiting.Timer = _time.CreateTimer(
            _ => End(waiting, () => waiting.Complete([])),
            null,
            request.Wait,
            Timeout.InfiniteTimeSpan
        );
        waiting.Cancellation = cancellation.Register(() => End(waiting, () => waiting.Cancel(cancellation)));
        // It may have ended while its timer was being set.
        if (waiting.Result.IsCompleted)
            waiting.Timer.Dispose();
        return waiting.Result;
    }

    public Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    ) => EachAsync(receiptHandles, handle => handle, Delete, cancellation);

    public Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    ) => EachAsync(changes, change => change.ReceiptHandle, ChangeVisibility, cancellation);

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation)
    {
        var depth = default(QueueDepth);
        Change(() =>
            depth = new QueueDepth(
                _counts[(int)MessageState.Visible],
                _counts[(int)MessageState.InFlight],
                _counts[(int)MessageState.Delayed]
            )
        );
        return Task.FromResult(depth);
    }

    public Task PurgeAsync(CancellationToken cancellation)
    {
        Change(() =>
        {
            foreach (var message in _messages.Values.ToList())
                Remove(message);
        });
        return Task.CompletedTask;
    }

    /// <summary>All messages held, in order, whatever their state; nothing is received by it.</summary>
    public IReadOnlyList<ReceivedMessage> Snapshot()
    {
        IReadOnlyList<ReceivedMessage> all = [];
        Change(() =>
            all = [.. _messages.Values.OrderBy(message => message.Sequence).Select(message => message.ToReceived(""))]
        );
        return all;
    }

    /// <summary>Takes out the visible messages that a move may take, for it to send them elsewhere.</summary>
    internal IReadOnlyList<StoredMessage> TakeForMove(Func<StoredMessage, bool> movable)
    {
        List<StoredMessage> taken = [];
        Change(() =>
        {
            taken =
            [
                .. _messages
                    .Values.Where(message => message.State == MessageState.Visible && movable(message))
                    .OrderBy(message => message.Sequence),
            ];
            taken.ForEach(Remove);
        });
        return taken;
    }

    /// <summary>Takes over messages of another queue: as they were by a redrive, as new ones by a move.</summary>
    internal void TakeOver(IEnumerable<StoredMessage> messages, string? deadLetterSource) =>
        Change(() =>
        {
            foreach (var message in messages)
                Store(
                    deadLetterSource is null
                        ? NewMessage(_newId(), message.Content)
                        : new StoredMessage(++_lastSequence, message.Id, message.Content, message.SentAt, message.Sent)
                        {
                            ReceiveCount = message.ReceiveCount,
                            FirstReceivedAt = message.FirstReceivedAt,
                            DeadLetterSource = deadLetterSource,
                        },
                    TimeSpan.Zero
                );
        });

    // Every operation: what fell due comes first, and in the end whoever waits is served. Receivers are told, and messages
    // moved to the dead-letter queue, outside the lock.
    private void Change(Action operation)
    {
        List<(WaitingReceiver Receiver, IReadOnlyList<ReceivedMessage> Messages)>? served = null;
        List<StoredMessage>? deadLetters;
        lock (_lock)
        {
            _takenForRedrive = null;
            Surface();
            operation();
            while (_waiting.First is { } first && _counts[(int)MessageState.Visible] > 0)
            {
                var messages = Take(first.Value.Request);
                if (messages.Count == 0)
                    break;
                _waiting.RemoveFirst();
                (served ??= []).Add((first.Value, messages));
            }
            SetWakeUp();
            deadLetters = _takenForRedrive;
        }
        if (deadLetters is not null)
            _findQueue(_definition.Redrive!.DeadLetterQueue)!.TakeOver(deadLetters, Name);
        foreach (var (receiver, messages) in served ?? [])
            receiver.Complete(messages);
    }

    private List<StoredMessage>? _takenForRedrive;

    private void Surface()
    {
        var now = Now;
        while (_due.TakeDue(now) is { } message)
            BecomeVisible(message);
        while (
            _bySent.TryPeek(out var oldest)
            && (oldest.State == MessageState.Gone || oldest.Sent + _definition.Retention <= now)
        )
            Remove(_bySent.Dequeue());
    }

    private void BecomeVisible(StoredMessage message)
    {
        SetState(message, MessageState.Visible);
        _visible.Add(message);
    }

    private string Accept(OutgoingMessage content)
    {
        if (!_definition.IsFifo)
        {
            var message = NewMessage(_newId(), content);
            Store(message, content.Delay ?? _definition.Delay);
            return message.Id;
        }
        var deduplicationId =
            content.DeduplicationId ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.Body)));
        if (_deduplication.Find(deduplicationId, Now) is { } accepted)
            return accepted;
        var fresh = NewMessage(_newId(), content with { DeduplicationId = deduplicationId });
        _deduplication.Remember(deduplicationId, fresh.Id, Now);
        Store(fresh, _definition.Delay);
        return fresh.Id;
    }

    private StoredMessage NewMessage(string id, OutgoingMessage content) =>
        new(++_lastSequence, id, content, _time.GetUtcNow(), Now);

    private void Store(StoredMessage message, TimeSpan delay)
    {
        _messages.Add(message.Sequence, message);
        if (_bySent.Count > 1024 && _bySent.Count > 2 * _messages.Count)
            DropGone();
        _bySent.Enqueue(message);
        _counts[(int)MessageState.Delayed]++;
        _visible.Announce(message);
        if (delay > TimeSpan.Zero)
            _due.Set(message, Now + delay);
        else
            BecomeVisible(message);
    }

    private void DropGone()
    {
        for (var left = _bySent.Count; left > 0; left--)
            if (_bySent.Dequeue() is { State: not MessageState.Gone } message)
                _bySent.Enqueue(message);
    }

    private List<ReceivedMessage> Take(ReceiveRequest request)
    {
        var received = new List<ReceivedMessage>();
        while (received.Count < request.MaxMessages)
        {
            var room = Math.Min(
                request.MaxMessages - received.Count,
                QueueLimits.InFlight - _counts[(int)MessageState.InFlight]
            );
            var taken = _visible.Take(room);
            if (taken.Count == 0)
                break;
            foreach (var message in taken)
                if (!IsOverReceived(message))
                    received.Add(Receive(message, request.VisibilityTimeout ?? _definition.VisibilityTimeout));
        }
        return received;
    }

    private bool IsOverReceived(StoredMessage message)
    {
        if (_definition.Redrive is not { } redrive || message.ReceiveCount < redrive.MaxReceiveCount)
            return false;
        Remove(message);
        (_takenForRedrive ??= []).Add(message);
        return true;
    }

    private ReceivedMessage Receive(StoredMessage message, TimeSpan timeout)
    {
        SetState(message, MessageState.InFlight);
        if (message.ReceiveCount++ == 0)
            message.FirstReceivedAt = _time.GetUtcNow();
        message.Receipt++;
        message.LastReceived = Now;
        _due.Set(message, Now + timeout);
        return message.ToReceived($"{message.Sequence}-{message.Receipt}");
    }

    private EntryOutcome Delete(StoredMessage message, bool isLatest, string handle)
    {
        if (isLatest && (message.State == MessageState.InFlight || !_definition.IsFifo))
            Remove(message);
        else if (_definition.IsFifo)
            return Refuse(QueueErrors.InvalidParameter, "The receipt handle has expired.");
        // Of a standard queue: an old handle succeeds and deletes nothing, as SQS documents.
        return EntryOutcome.Success;
    }

    private EntryOutcome ChangeVisibility(StoredMessage message, bool isLatest, VisibilityChange change)
    {
        if (!isLatest || message.State != MessageState.InFlight)
            return Refuse(QueueErrors.MessageNotInFlight, "The message is not in flight.");
        if (
            change.Timeout < TimeSpan.Zero
            || Now - message.LastReceived + change.Timeout > QueueLimits.MaximumVisibilityTimeout
        )
            return Refuse(
                QueueErrors.InvalidParameter,
                $"VisibilityTimeout is {change.Timeout}: in all it must be between 0 and {QueueLimits.MaximumVisibilityTimeout} from the receive."
            );
        if (change.Timeout > TimeSpan.Zero)
        {
            _due.Set(message, Now + change.Timeout);
            return EntryOutcome.Success;
        }
        _due.Clear(message);
        BecomeVisible(message);
        return EntryOutcome.Success;
    }

    private Task<IReadOnlyList<EntryOutcome>> EachAsync<T>(
        IReadOnlyList<T> entries,
        Func<T, string> handleOf,
        Func<StoredMessage, bool, T, EntryOutcome> change,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        MessageValidation.CheckBatch(entries.Count);
        var outcomes = new EntryOutcome[entries.Count];
        Change(() =>
        {
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = Each(entries[i]);
        });
        return Task.FromResult<IReadOnlyList<EntryOutcome>>(outcomes);

        EntryOutcome Each(T entry)
        {
            var handle = handleOf(entry);
            var dash = handle.IndexOf('-', StringComparison.Ordinal);
            if (
                dash < 0
                || !long.TryParse(
                    handle.AsSpan(0, dash),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var sequence
                )
                || !int.TryParse(
                    handle.AsSpan(dash + 1),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var receipt
                )
            )
                return Refuse(QueueErrors.ReceiptHandleInvalid, "The receipt handle is not one of this queue.");
            if (_messages.TryGetValue(sequence, out var message))
                return change(message, message.Receipt == receipt, entry);
            // Deleted before: deleting again succeeds, and nothing else can be done with it.
            return entry is string
                ? EntryOutcome.Success
                : Refuse(QueueErrors.MessageNotInFlight, "The message is gone.");
        }
    }

    private void Remove(StoredMessage message)
    {
        if (message.State == MessageState.Gone)
            return;
        _due.Clear(message);
        SetState(message, MessageState.Gone);
        _messages.Remove(message.Sequence);
        _visible.Remove(message);
    }

    private void SetState(StoredMessage message, MessageState state)
    {
        _counts[(int)message.State]--;
        message.State = state;
        _counts[(int)state]++;
    }

    private void SetWakeUp()
    {
        if (_waiting.Count == 0 || _due.Next is not { } due)
            return;
        _wakeUp ??= _time.CreateTimer(_ => Change(() => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var wait = due - Now;
        _wakeUp.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void End(WaitingReceiver receiver, Action end)
    {
        lock (_lock)
            if (!_waiting.Remove(receiver))
                return;
        end();
    }

    private static EntryOutcome Refuse(string code, string message) =>
        new(new EntryError(code, message, SenderFault: true));
}

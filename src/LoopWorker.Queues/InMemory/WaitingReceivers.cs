using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>The long polls that wait at one queue, the longest waiting first. Guarded by the queue's lock.</summary>
internal sealed class WaitingReceivers(TimeProvider time, Action wakeUp)
{
    private readonly LinkedList<WaitingReceiver> _receivers = new();
    private ITimer? _wakeUp;
    private TimeSpan? _wakesUpAt;

    public bool Any => _receivers.Count > 0;

    public WaitingReceiver First => _receivers.First!.Value;

    public WaitingReceiver Add(ReceiveRequest request)
    {
        var receiver = new WaitingReceiver(request);
        receiver.Place = _receivers.AddLast(receiver);
        return receiver;
    }

    public WaitingReceiver RemoveFirst()
    {
        var first = First;
        Remove(first);
        return first;
    }

    /// <summary>False if it had been removed before.</summary>
    public bool Remove(WaitingReceiver receiver)
    {
        if (receiver.Place is null)
            return false;
        _receivers.Remove(receiver.Place);
        receiver.Place = null;
        return true;
    }

    /// <summary>Sees to it that messages which are due while someone waits are looked at. No timer runs while no one does.</summary>
    public void SetWakeUp(TimeSpan? due, TimeSpan now)
    {
        if (!Any)
            due = null;
        if (due == _wakesUpAt)
            return;
        _wakesUpAt = due;
        _wakeUp ??= time.CreateTimer(_ => wakeUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _wakeUp.Change(due is null ? Timeout.InfiniteTimeSpan : Wait(due.Value - now), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The timer has fired, which may be a little too early: it is to be set again.</summary>
    public bool WokeUp()
    {
        _wakesUpAt = null;
        return Any;
    }

    private static TimeSpan Wait(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;
}

/// <summary>A long poll. It ends once: with messages, with none, or cancelled.</summary>
internal sealed class WaitingReceiver(ReceiveRequest request)
{
    // Continuations must not run inside the caller that completes this: it may be anyone's send or timer.
    private readonly TaskCompletionSource<IReadOnlyList<ReceivedMessage>> _messages = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public ReceiveRequest Request => request;

    public Task<IReadOnlyList<ReceivedMessage>> Messages => _messages.Task;

    /// <summary>Its place in the line; null once it has left it.</summary>
    public LinkedListNode<WaitingReceiver>? Place { get; set; }

    public void Complete(IReadOnlyList<ReceivedMessage> messages) => _messages.SetResult(messages);

    public void Cancel(CancellationToken token) => _messages.SetCanceled(token);
}

using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Sending;

/// <summary>The messages that are next to be sent, in their order.</summary>
/// <param name="entries">All messages, and what the caller knows them by.</param>
/// <param name="fifo">Whether groups keep their order.</param>
/// <param name="closed">Groups of which nothing may be sent any more.</param>
internal sealed class SendWindow<T>(
    IEnumerable<(T Entry, OutgoingMessage Message)> entries,
    bool fifo,
    HashSet<string> closed
) : IDisposable
{
    private readonly IEnumerator<(T Entry, OutgoingMessage Message)> _entries = entries.GetEnumerator();
    private readonly List<WaitingMessage<T>> _waiting = [];

    public IReadOnlyList<WaitingMessage<T>> Waiting => _waiting;

    /// <summary>The next batch: no more entries and bytes than go together, and one of each group. Empty if nothing is left.</summary>
    /// <param name="conclude">Takes what became of messages that may not be sent any more.</param>
    public IReadOnlyList<WaitingMessage<T>> Take(Action<T, SendResult> conclude)
    {
        while (_waiting.Count < OrderedSender.Window && _entries.MoveNext())
            Add(_entries.Current, conclude);

        var batch = new List<WaitingMessage<T>>(QueueLimits.BatchEntries);
        var groups = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var waiting in _waiting)
        {
            if (waiting.Group is { } group && !groups.Add(group))
                continue;
            // What is too large by itself goes alone, so that it is refused alone.
            if (
                batch.Count == QueueLimits.BatchEntries
                || (batch.Count > 0 && bytes + waiting.Bytes > QueueLimits.MessageBytes)
            )
                break;
            batch.Add(waiting);
            bytes += waiting.Bytes;
        }
        return batch;
    }

    /// <summary>Takes a message out. If it could be sent later, what stands behind it in its group goes too.</summary>
    public void Conclude(WaitingMessage<T> concluded, SendResult result, Action<T, SendResult> conclude)
    {
        _waiting.Remove(concluded);
        conclude(concluded.Entry, result);
        if (concluded is not { Group: { } group, Answer.Error.SenderFault: false })
            return;
        closed.Add(group);
        foreach (var behind in _waiting.Where(waiting => waiting.Group == group))
            conclude(behind.Entry, new SendResult.Held());
        _waiting.RemoveAll(waiting => waiting.Group == group);
    }

    public void Dispose() => _entries.Dispose();

    private void Add((T Entry, OutgoingMessage Message) next, Action<T, SendResult> conclude)
    {
        var group = fifo ? next.Message.GroupId : null;
        if (group is not null && closed.Contains(group))
            conclude(next.Entry, new SendResult.Held());
        else
            _waiting.Add(new WaitingMessage<T>(next.Entry, next.Message, group));
    }
}

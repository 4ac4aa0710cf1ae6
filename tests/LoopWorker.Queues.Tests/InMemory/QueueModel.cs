using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>What a queue is in the plainest terms: a list of messages that is searched from the start for everything.</summary>
internal sealed class QueueModel(QueueDefinition definition)
{
    private readonly List<Entry> _entries = [];
    private TimeSpan _now;
    private int _sent;

    /// <summary>The bodies of what was received too often, in the order in which they left.</summary>
    public List<string> DeadLetters { get; } = [];

    public QueueDepth Depth =>
        new(
            _entries.Count(entry => entry.VisibleAt <= _now),
            _entries.Count(entry => entry.VisibleAt > _now && entry.Receives > 0),
            _entries.Count(entry => entry.VisibleAt > _now && entry.Receives == 0)
        );

    public IEnumerable<string> Bodies => _entries.Select(entry => entry.Body);

    public void PassTime(TimeSpan time)
    {
        _now += time;
        _entries.RemoveAll(entry => entry.SentAt + definition.Retention <= _now);
    }

    public void Send(OutgoingMessage message) =>
        _entries.Add(
            new Entry(_sent++, message.Body, message.GroupId, _now)
            {
                VisibleAt = _now + (message.Delay ?? definition.Delay),
            }
        );

    public List<Delivery> Receive(int most, TimeSpan visibilityTimeout)
    {
        var received = new List<Delivery>();
        foreach (var entry in InTurn())
        {
            if (received.Count == most)
                break;
            if (entry.Receives >= definition.Redrive!.MaxReceiveCount)
            {
                _entries.Remove(entry);
                DeadLetters.Add(entry.Body);
                continue;
            }
            entry.Receives++;
            entry.VisibleAt = _now + visibilityTimeout;
            received.Add(new Delivery(entry.Body, entry.Receives));
        }
        return received;
    }

    public string? Delete(Delivery delivery)
    {
        if (Find(delivery) is not { } entry)
            return null;
        var isLast = entry.Receives == delivery.Receive;
        if (definition.IsFifo && !(isLast && entry.VisibleAt > _now))
            return QueueErrors.InvalidParameter;
        if (isLast)
            _entries.Remove(entry);
        return null;
    }

    public string? ChangeVisibility(Delivery delivery, TimeSpan timeout)
    {
        if (Find(delivery) is not { } entry)
            return QueueErrors.InvalidParameter;
        if (entry.Receives != delivery.Receive || entry.VisibleAt <= _now)
            return QueueErrors.MessageNotInFlight;
        entry.VisibleAt = _now + timeout;
        return null;
    }

    private Entry? Find(Delivery delivery) => _entries.Find(entry => entry.Body == delivery.Body);

    private List<Entry> InTurn()
    {
        var visible = _entries.Where(entry => entry.VisibleAt <= _now);
        if (!definition.IsFifo)
            return [.. visible];
        var busy = _entries
            .Where(entry => entry.VisibleAt > _now && entry.Receives > 0)
            .Select(entry => entry.Group)
            .ToHashSet();
        return
        [
            .. visible
                .Where(entry => !busy.Contains(entry.Group))
                .GroupBy(entry => entry.Group)
                .OrderBy(group => group.First().Number)
                .SelectMany(group => group),
        ];
    }

    /// <summary>One delivery of one message, which stands for its receipt handle.</summary>
    internal readonly record struct Delivery(string Body, int Receive);

    private sealed record Entry(int Number, string Body, string? Group, TimeSpan SentAt)
    {
        public TimeSpan VisibleAt { get; set; }

        public int Receives { get; set; }
    }
}

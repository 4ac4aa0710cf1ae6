using LoopWorker.Queues.Messages;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>Which replica has which message, and until when, as the queues count it.</summary>
internal sealed class Deliveries(Func<TimeSpan> now)
{
    private readonly Dictionary<(string Queue, string Id), SentMessage> _sent = [];
    private readonly Dictionary<ItemKey, List<SentMessage>> _byMarker = [];
    private readonly Dictionary<string, List<SentMessage>> _byGroup = [];
    private readonly Dictionary<(string Queue, string Handle), Given> _given = [];
    private readonly Dictionary<(string Replica, ItemKey Marker), List<Given>> _byReplica = [];
    private readonly Dictionary<(string Queue, string Id), string> _lastHandles = [];

    public IReadOnlyCollection<SentMessage> Sent => _sent.Values;

    public void OnSent(string queue, string id, SentMessage message)
    {
        // A FIFO queue that was sent the same twice has one.
        if (!_sent.TryAdd((queue, id), message))
            return;
        message.Id = id;
        if (message.Marker is { } marker)
            List(_byMarker, marker).Add(message);
        if (message.Group is { } group)
            List(_byGroup, group).Add(message);
    }

    /// <summary>
    /// The routing queue has accepted a copy, or dropped it as a repeat of one that it has. Null if all is well.
    /// </summary>
    public string? OnRouted(string queue, string id, SentMessage original)
    {
        if (_sent.TryGetValue((queue, id), out var copy))
            return copy.Original == original ? null : $"{original} is dropped as a repeat of another message.";
        copy = original.Copy();
        original.Copies.Add(copy);
        OnSent(queue, id, copy);
        return null;
    }

    /// <summary>An operator has sent a dead letter back to where it came from.</summary>
    public void OnReplayed(string queue, string id, SentMessage dead)
    {
        if (dead.Original is { } original)
        {
            original.IsReplayed = true;
            OnRouted(queue, id, original);
        }
        else
            OnSent(queue, id, dead.Again());
    }

    public void Add(string replica, string queue, ReceivedMessage message, TimeSpan timeout)
    {
        if (!_sent.TryGetValue((queue, message.MessageId), out var sent))
            return;
        var given = new Given(replica, sent, message.ReceiveCount) { At = now(), Until = now() + timeout };
        _given[(queue, message.ReceiptHandle)] = given;
        _lastHandles[(queue, sent.Id)] = message.ReceiptHandle;
        if (sent.Marker is { } marker)
            List(_byReplica, (replica, marker)).Add(given);
    }

    /// <summary>The replica has got the messages: the answer was not lost.</summary>
    public void OnAnswered(string queue, IEnumerable<ReceivedMessage> received)
    {
        foreach (var message in received)
            if (_given.TryGetValue((queue, message.ReceiptHandle), out var given))
                given.IsKnown = true;
    }

    /// <summary>The replica asks for the end of a delivery.</summary>
    public void OnSettling(string queue, string handle)
    {
        if (_given.TryGetValue((queue, handle), out var given))
            given.IsSettling = true;
    }

    public void OnSettlingMessage(string queue, string id)
    {
        var message = _sent[(queue, id)];
        foreach (
            var given in _given.Values.Where(given => given.Message == message || given.Message.Original == message)
        )
            given.IsSettling = true;
    }

    public void Change(string queue, VisibilityChange change)
    {
        if (_given.TryGetValue((queue, change.ReceiptHandle), out var given))
            given.Until = now() + change.Timeout;
    }

    /// <summary>How long ago the message, or a copy of it, was last given to a replica.</summary>
    public TimeSpan HeldFor(string queue, string id) =>
        now()
        - _given
            .Values.Where(given => given.Message == _sent[(queue, id)] || given.Message.Original == _sent[(queue, id)])
            .Max(given => given.At);

    public int ReceiveCountOf(string queue, string handle) =>
        _given.GetValueOrDefault((queue, handle))?.ReceiveCount ?? 0;

    public SentMessage? MessageOf(string queue, string handle) => _given.GetValueOrDefault((queue, handle))?.Message;

    /// <summary>Whether a handle is of the message's last delivery: by an older one nothing is deleted.</summary>
    public bool IsLast(string queue, SentMessage message, string handle) => _lastHandles[(queue, message.Id)] == handle;

    /// <summary>All receipt handles of messages of an event.</summary>
    public IReadOnlyList<(string Queue, string Handle)> HandlesOf(ItemKey marker) =>
        [.. _given.Where(given => given.Value.Message.Marker == marker).Select(given => given.Key)];

    /// <summary>All receipt handles of a message.</summary>
    public IReadOnlyList<string> HandlesOf(string queue, string id) =>
        [
            .. _given
                .Where(given => given.Key.Queue == queue && given.Value.Message.Id == id)
                .Select(given => given.Key.Handle),
        ];

    /// <summary>Whether a message of the event went without effect, and was allowed to.</summary>
    public bool IsIgnored(ItemKey marker) =>
        _byMarker.TryGetValue(marker, out var messages) && messages.Exists(message => message.IsIgnored);

    public SentMessage? FindSent(string queue, string id) => _sent.GetValueOrDefault((queue, id));

    /// <summary>Whether a message of the event is neither deleted nor dead.</summary>
    public bool IsUnderWay(ItemKey marker) =>
        _byMarker.GetValueOrDefault(marker)?.Exists(message => message is { IsDeleted: false, IsDead: false }) == true;

    public SentMessage? FindByBody(string body) => _sent.Values.FirstOrDefault(message => message.Body == body);

    public SentMessage? FindSent(ItemKey marker, string? hash) =>
        _byMarker.GetValueOrDefault(marker)?.Find(message => message.PayloadHash == hash);

    /// <summary>Whether the replica may begin work on an event: a message of it is hidden for it, or was until just now.</summary>
    public bool MayBegin(string replica, ItemKey marker) =>
        _byReplica.GetValueOrDefault((replica, marker)) is { } given
        && given.Exists(entry => entry.Until > now() - Timeouts.Late);

    /// <summary>Whether a message of the event was given to the replica that had been received so often.</summary>
    public bool IsGiven(string replica, ItemKey marker, int receiveCount) =>
        _byReplica.GetValueOrDefault((replica, marker))?.Exists(entry => entry.ReceiveCount >= receiveCount) == true;

    /// <summary>What a replica that has stopped still hides from others, and never asked to settle.</summary>
    public SentMessage? Kept(string replica) =>
        _given
            .Values.FirstOrDefault(given =>
                given.Replica == replica
                && given is { IsKnown: true, IsSettling: false, Message.IsDeleted: false }
                && given.Until > now()
            )
            ?.Message;

    /// <summary>A message before this one in its group that may still take effect; null if there is none.</summary>
    /// <param name="message">A message of a group.</param>
    /// <param name="isDone">Whether a message needs not take effect any more.</param>
    /// <param name="way">Routed, order is kept within a user; while ways are mixed, not at all.</param>
    public SentMessage? Overtaken(SentMessage message, Predicate<SentMessage> isDone, Way way)
    {
        if (way == Way.Mixed)
            return null;
        // Which of its messages brought it, if it came by several ways, is not known.
        if (_byMarker[message.Marker!.Value].Exists(other => other.Group != message.Group))
            return null;
        foreach (var earlier in _byGroup[message.Group!])
        {
            if (earlier.Marker == message.Marker)
                return null;
            if (way == Way.Routed && earlier.User != message.User)
                continue;
            if (earlier is { IsOpen: true, IsReplayed: false, User: not null, Marker: not null } && !isDone(earlier))
                return earlier;
        }
        return null;
    }

    private static List<T> List<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
            lists.Add(key, list = []);
        return list;
    }

    private sealed record Given(string Replica, SentMessage Message, int ReceiveCount)
    {
        public TimeSpan At { get; init; }

        public TimeSpan Until { get; set; }

        public bool IsKnown { get; set; }

        public bool IsSettling { get; set; }
    }
}

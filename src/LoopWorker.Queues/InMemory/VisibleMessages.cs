namespace LoopWorker.Queues.InMemory;

/// <summary>The messages that may be received next, in the order of the queue's kind.</summary>
internal interface IVisibleMessages
{
    /// <summary>A message has become visible, for the first time or again.</summary>
    void Add(StoredMessage message);

    /// <summary>Takes up to so many messages for one receive.</summary>
    IReadOnlyList<StoredMessage> Take(int most);

    /// <summary>A message is gone, wherever it was.</summary>
    void Remove(StoredMessage message);

    /// <summary>A message that was not visible before is here: it may hold up what comes after it.</summary>
    void Announce(StoredMessage message);
}

/// <summary>Of a standard queue: in the order they were sent, as far as visibility allows.</summary>
internal sealed class StandardMessages : IVisibleMessages
{
    private readonly PriorityQueue<StoredMessage, long> _messages = new();

    public void Add(StoredMessage message) => _messages.Enqueue(message, message.Sequence);

    public IReadOnlyList<StoredMessage> Take(int most)
    {
        var taken = new List<StoredMessage>(Math.Min(most, _messages.Count));
        while (taken.Count < most && _messages.TryDequeue(out var message, out _))
            if (message.State == MessageState.Visible)
                taken.Add(message);
        return taken;
    }

    // It is skipped when it comes up.
    public void Remove(StoredMessage message) { }

    public void Announce(StoredMessage message) { }
}

/// <summary>
/// Of a FIFO queue: within a group strictly in order, and none of a group while earlier ones of it are in flight. One
/// receive may take several of a group.
/// </summary>
internal sealed class FifoMessages : IVisibleMessages
{
    private readonly Dictionary<string, Group> _groups = [];
    private readonly SortedSet<(long Head, string Group)> _ready = [];

    public void Announce(StoredMessage message)
    {
        var group = GroupOf(message);
        group.Messages.Add(message.Sequence, message);
        Refresh(message.Content.GroupId!, group);
    }

    public void Add(StoredMessage message)
    {
        var group = GroupOf(message);
        group.InFlight.Remove(message.Sequence);
        Refresh(message.Content.GroupId!, group);
    }

    public IReadOnlyList<StoredMessage> Take(int most)
    {
        var taken = new List<StoredMessage>();
        while (taken.Count < most && _ready.Count > 0)
        {
            var (_, name) = _ready.Min;
            var group = _groups[name];
            foreach (var message in group.Messages.Values)
            {
                if (taken.Count == most || message.State != MessageState.Visible)
                    break;
                group.InFlight.Add(message.Sequence);
                taken.Add(message);
            }
            Refresh(name, group);
        }
        return taken;
    }

    public void Remove(StoredMessage message)
    {
        var name = message.Content.GroupId!;
        var group = GroupOf(message);
        group.Messages.Remove(message.Sequence);
        group.InFlight.Remove(message.Sequence);
        Refresh(name, group);
        if (group.Messages.Count == 0)
            _groups.Remove(name);
    }

    private Group GroupOf(StoredMessage message)
    {
        var name = message.Content.GroupId!;
        if (!_groups.TryGetValue(name, out var group))
            _groups.Add(name, group = new Group());
        return group;
    }

    private void Refresh(string name, Group group)
    {
        if (group.ReadyHead is { } head)
            _ready.Remove((head, name));
        group.ReadyHead = null;
        if (group.InFlight.Count > 0 || group.Messages.Count == 0)
            return;
        var first = group.Messages.First().Value;
        if (first.State != MessageState.Visible)
            return;
        group.ReadyHead = first.Sequence;
        _ready.Add((first.Sequence, name));
    }

    private sealed class Group
    {
        public SortedDictionary<long, StoredMessage> Messages { get; } = [];

        public HashSet<long> InFlight { get; } = [];

        public long? ReadyHead { get; set; }
    }
}

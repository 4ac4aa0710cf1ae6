namespace LoopWorker.Queues.InMemory.Ordering;

/// <summary>
/// Each group's messages in the order they were sent, and none of a group while any of it is in flight. A receive takes as
/// many of one group as there are, then goes on to the group whose first message is the next oldest.
/// </summary>
internal sealed class FifoMessages : VisibleMessages
{
    private readonly Dictionary<string, Group> _groups = [];
    private readonly IndexedHeap<Group> _turns = new();

    public override bool HasNext => _turns.Count > 0;

    public override void Add(StoredMessage message)
    {
        var id = message.Content.GroupId!;
        if (!_groups.TryGetValue(id, out var group))
            _groups.Add(id, group = new Group(id));
        group.Visible.Add(message.Turn, message.Sequence, 0);
        LineUp(group);
    }

    public override void Remove(StoredMessage message)
    {
        var group = GroupOf(message);
        group.Visible.Remove(message.Turn);
        LineUp(group);
    }

    public override IEnumerable<StoredMessage> TakeInTurn()
    {
        while (_turns.TryTake(out var group))
            try
            {
                while (group.Visible.TryTake(out var message))
                    yield return message;
            }
            finally
            {
                LineUp(group);
            }
    }

    public override void EnterFlight(StoredMessage message) => GroupOf(message).InFlight++;

    public override void LeaveFlight(StoredMessage message)
    {
        var group = GroupOf(message);
        group.InFlight--;
        LineUp(group);
    }

    private Group GroupOf(StoredMessage message) => _groups[message.Content.GroupId!];

    // A group stands in line by its first message while none of it is in flight, and is forgotten when it is empty.
    private void LineUp(Group group)
    {
        if (group.Turn.IsTaken)
            _turns.Remove(group.Turn);
        if (group.InFlight > 0)
            return;
        if (group.Visible.TryPeek(out _, out var first))
            _turns.Add(group.Turn, first, 0);
        else
            _groups.Remove(group.Id);
    }

    private sealed class Group
    {
        public Group(string id)
        {
            Id = id;
            Turn = new HeapPlace<Group>(this);
        }

        public string Id { get; }

        public HeapPlace<Group> Turn { get; }

        public IndexedHeap<StoredMessage> Visible { get; } = new();

        public int InFlight { get; set; }
    }
}

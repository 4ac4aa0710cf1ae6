namespace LoopWorker.Queues.Pump.Groups;

/// <summary>The place of a message in hand among those of its message group.</summary>
internal sealed class GroupPlace(MessageGroup group, Delivery delivery)
{
    private volatile bool _isWithdrawn;
    private volatile bool _isRecalled;
    private volatile GroupPlace? _before;

    public MessageGroup Group => group;

    public Delivery Delivery => delivery;

    /// <summary>Whether an earlier one has failed: this one has to come after it, so it is given back.</summary>
    public bool IsWithdrawn
    {
        get => _isWithdrawn;
        set => _isWithdrawn = value;
    }

    /// <summary>Whether an earlier one is to be tried again here: this one has to come back behind it.</summary>
    public bool IsRecalled
    {
        get => _isRecalled;
        set => _isRecalled = value;
    }

    /// <summary>The one before it that is in hand; null if it is the first.</summary>
    public GroupPlace? Before
    {
        get => _before;
        set => _before = value;
    }

    /// <summary>Whether all before it may proceed: one whose lease is lost will come again, and this one after it.</summary>
    public bool IsInOrder => !IsWithdrawn && !IsRecalled && (Before?.Delivery.MayProceed ?? true);

    /// <summary>Where it goes, once it has asked.</summary>
    public object? Route { get; set; }

    /// <summary>Whether it has asked, and is to go when its turn comes.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Whether it was told to go.</summary>
    public bool HasGone { get; set; }
}

/// <summary>The messages of one message group in hand, in order.</summary>
internal sealed class MessageGroup((Source Source, string Id) key)
{
    public (Source Source, string Id) Key => key;

    public List<GroupPlace> Places { get; } = [];
}

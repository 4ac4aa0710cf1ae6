namespace LoopWorker.Benchmarks.Scaling.Figures;

/// <summary>What the replicas did in some time.</summary>
internal sealed class WindowCounts
{
    /// <summary>Of each message that was finished: from its receive until it was settled.</summary>
    public List<TimeSpan> InHand { get; } = [];

    /// <summary>Of each message that was finished: from its sending until it was settled.</summary>
    public List<TimeSpan> Ages { get; } = [];

    /// <summary>Messages that were sent on to the routing queue.</summary>
    public long Routed { get; set; }

    /// <summary>Reads that looked cards up.</summary>
    public long CardReads { get; set; }

    /// <summary>Messages that ended otherwise than finished.</summary>
    public long Returned { get; set; }

    /// <summary>Transactions that were answered.</summary>
    public long Transactions { get; set; }

    public long Cancelled { get; set; }

    /// <summary>Contexts that cancelled a transaction, because they had another version by then.</summary>
    public long StaleContexts { get; set; }

    /// <summary>Events that cancelled a transaction, because another replica had committed them.</summary>
    public long RepeatedEvents { get; set; }

    /// <summary>Items of cancelled transactions that another one had in hand.</summary>
    public long Conflicts { get; set; }

    /// <summary>Notifications that were sent before.</summary>
    public long RepeatedNotifications { get; set; }

    /// <summary>Messages whose visibility timeout was extended.</summary>
    public long Renewed { get; set; }
}

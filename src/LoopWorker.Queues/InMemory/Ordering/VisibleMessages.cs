namespace LoopWorker.Queues.InMemory.Ordering;

/// <summary>The visible messages of a queue, in the order in which its kind delivers them.</summary>
internal abstract class VisibleMessages
{
    public static VisibleMessages For(QueueDefinition queue) =>
        queue.IsFifo ? new FifoMessages() : new StandardMessages();

    /// <summary>Whether any may be received now.</summary>
    public abstract bool HasNext { get; }

    public abstract void Add(StoredMessage message);

    /// <summary>A message is no more, without having been taken.</summary>
    public abstract void Remove(StoredMessage message);

    /// <summary>Takes messages out, as many as are asked for; what one enumeration yields goes to one receiver.</summary>
    public abstract IEnumerable<StoredMessage> TakeInTurn();

    /// <summary>A message that was taken is now in flight.</summary>
    public virtual void EnterFlight(StoredMessage message) { }

    /// <summary>A message is no longer in flight: it is visible again, and was added before, or it is no more.</summary>
    public virtual void LeaveFlight(StoredMessage message) { }
}

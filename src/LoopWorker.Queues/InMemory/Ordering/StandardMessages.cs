namespace LoopWorker.Queues.InMemory.Ordering;

/// <summary>In the order they were sent, as far as visibility allows. SQS promises no order; runs that repeat need one.</summary>
internal sealed class StandardMessages : VisibleMessages
{
    private readonly IndexedHeap<StoredMessage> _messages = new();

    public override bool HasNext => _messages.Count > 0;

    public override void Add(StoredMessage message) => _messages.Add(message.Turn, message.Sequence, 0);

    public override void Remove(StoredMessage message) => _messages.Remove(message.Turn);

    public override IEnumerable<StoredMessage> TakeInTurn()
    {
        while (_messages.TryTake(out var message))
            yield return message;
    }
}

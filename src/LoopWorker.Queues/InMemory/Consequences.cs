using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>What a change of a queue leads to outside of it: receivers who waited get messages, and messages move on.</summary>
internal struct Consequences
{
    public List<(WaitingReceiver Receiver, IReadOnlyList<ReceivedMessage> Messages)>? Served;
    public List<StoredMessage>? Exhausted;
}

using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump;

/// <summary>A message in hand, and where it came from.</summary>
public sealed record Delivery(ReceivedMessage Message, Source Source);

/// <summary>A queue that messages are taken from.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="DeadLetters">Where messages go that cannot take effect; null if there is no such queue.</param>
/// <param name="MaxReceiveCount">How often a message is received before it goes there; null for ever.</param>
public sealed record Source(IQueue Queue, IQueue? DeadLetters, int? MaxReceiveCount)
{
    /// <summary>Whether another failure of this delivery would be the last the redrive policy allows.</summary>
    public bool IsLastReceive(ReceivedMessage message) => message.ReceiveCount >= MaxReceiveCount;
}

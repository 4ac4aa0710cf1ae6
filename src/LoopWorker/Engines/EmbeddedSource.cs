using System.Globalization;
using LoopWorker.Configuration;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Engines;

/// <summary>A queue in memory that messages are received from, with its dead-letter queue.</summary>
public sealed record EmbeddedSource(InMemoryQueue Queue, InMemoryQueue DeadLetters, SourceSettings Settings)
{
    private long _sent;

    /// <summary>A message as either kind of queue takes it: on a FIFO queue with its group, and never taken for a repeat.</summary>
    public OutgoingMessage Message(string body, string group) =>
        QueueDefinition.IsFifoName(Queue.Name)
            ? new OutgoingMessage(body)
            {
                GroupId = group,
                DeduplicationId = Interlocked.Increment(ref _sent).ToString(CultureInfo.InvariantCulture),
            }
            : new OutgoingMessage(body);
}

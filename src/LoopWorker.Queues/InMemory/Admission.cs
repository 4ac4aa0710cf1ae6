using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>
/// Takes messages that are sent into a queue, on a FIFO queue each only once within five minutes: once in the queue or, with
/// high throughput, once in its message group.
/// </summary>
internal sealed class Admission(QueueContents contents, Func<string> newId, TimeProvider time)
{
    private readonly DeduplicationWindow _deduplication = new();

    /// <summary>The id that the message has got, or that of the one it repeats.</summary>
    public string Accept(OutgoingMessage message, TimeSpan now)
    {
        if (!contents.Definition.IsFifo)
            return Add(message, deduplicationId: null, now);
        var deduplicationId = DeduplicationWindow.IdOf(message);
        var key = new DeduplicationKey(contents.Definition.HighThroughput ? message.GroupId : null, deduplicationId);
        if (_deduplication.Find(key, now) is { } accepted)
            return accepted;
        var id = Add(message, deduplicationId, now);
        _deduplication.Remember(key, id, now);
        return id;
    }

    private string Add(OutgoingMessage message, string? deduplicationId, TimeSpan now)
    {
        var content = new MessageContent(newId(), message.Body, time.GetUtcNow(), now)
        {
            Attributes = MessageContent.Copy(message.Attributes),
            GroupId = message.GroupId,
            DeduplicationId = deduplicationId,
            TraceHeader = message.TraceHeader,
        };
        contents.Add(content, message.Delay ?? contents.Definition.Delay, now);
        return content.Id;
    }
}

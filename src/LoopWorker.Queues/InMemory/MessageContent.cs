using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>What stays the same as long as a message is in a queue.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="Body">As it was sent.</param>
/// <param name="SentAt">The time of day it was sent.</param>
/// <param name="Sent">The same on the engine's clock; its retention counts from here.</param>
internal sealed record MessageContent(string Id, string Body, DateTimeOffset SentAt, TimeSpan Sent)
{
    public required IReadOnlyDictionary<string, MessageAttribute> Attributes { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    public string? TraceHeader { get; init; }

    /// <summary>The queue it was moved from by the redrive policy.</summary>
    public string? DeadLetterSource { get; init; }

    /// <summary>How often other queues had delivered it: SQS counts on in the dead-letter queue.</summary>
    public int EarlierReceives { get; init; }

    public DateTimeOffset FirstReceivedAt { get; init; }

    /// <summary>Attributes that no longer change with the sender's collection.</summary>
    public static IReadOnlyDictionary<string, MessageAttribute> Copy(
        IReadOnlyDictionary<string, MessageAttribute> attributes
    ) => attributes.Count == 0 ? OutgoingMessage.NoAttributes : new Dictionary<string, MessageAttribute>(attributes);
}

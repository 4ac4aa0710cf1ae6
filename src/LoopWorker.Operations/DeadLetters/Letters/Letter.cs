using LoopWorker.Messages;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Operations.DeadLetters.Letters;

/// <summary>A message in a dead-letter queue, and what can be known of it.</summary>
public sealed record Letter
{
    /// <summary>The code of letters without a note: SQS's own redrive moved them, or someone sent them there.</summary>
    public const string MovedBySqs = "moved_by_sqs";

    private const string MovedDetail =
        "It has no note: it was received too often without being settled, or is too large for one.";

    /// <summary>The message as it lies there.</summary>
    public required ReceivedMessage Message { get; init; }

    /// <summary>The reason that the worker put beside it; null if it did not.</summary>
    public FailureNote? Note { get; init; }

    /// <summary>What earlier replays left beside it; null if there was none.</summary>
    public ReplayNote? Replays { get; init; }

    /// <summary>The queue it was taken from, and goes back to; null if that cannot be told.</summary>
    public LetterSource? Source { get; init; }

    /// <summary>The event, if the body can be read as one today.</summary>
    public LoopEvent? Event { get; init; }

    /// <summary>The event's type as the message names it, readable or not; null if it names none.</summary>
    public string? Type { get; init; }

    /// <summary>The event's id, readable or not; null if it has none.</summary>
    public string? EventId { get; init; }

    /// <summary>
    /// Whom the message names, readable or not, as <see cref="Messages.Sending.EventSubject"/> has it: a user, or a card; null if it names none.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>Why the body cannot be read as an event today; null if it can.</summary>
    public string? ReadingFailure { get; init; }

    /// <summary>Why it is here, one of the documented codes.</summary>
    public string Code => Note?.Code ?? MovedBySqs;

    /// <summary>The same for people.</summary>
    public string Detail => Note?.Detail ?? MovedDetail;

    /// <summary>When it failed; without a note, when it was sent, for SQS does not say when it moved it.</summary>
    public DateTimeOffset FailedAt => Note?.FailedAt ?? Message.SentAt;

    /// <summary>The id it had in its source: the same for two copies of one message.</summary>
    public string OriginalId => Note?.MessageId ?? Message.MessageId;

    /// <summary>How often it has been replayed.</summary>
    public int ReplayCount => Replays?.Count ?? 0;
}

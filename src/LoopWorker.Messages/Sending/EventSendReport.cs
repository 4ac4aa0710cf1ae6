using LoopWorker.Messages.Failures;

namespace LoopWorker.Messages.Sending;

/// <summary>What became of events that were to be sent: one outcome for each, in their order.</summary>
public sealed record EventSendReport(IReadOnlyList<EventOutcome> Outcomes)
{
    /// <summary>Whether every event is on the queue.</summary>
    public bool AllSent => Outcomes.All(outcome => outcome.Status == SendStatus.Sent);

    /// <summary>The events that are not on the queue, or may not be.</summary>
    public IEnumerable<EventOutcome> NotSent => Outcomes.Where(outcome => outcome.Status != SendStatus.Sent);
}

/// <summary>What became of one event.</summary>
/// <param name="Event">The event.</param>
/// <param name="Status">Whether it is on the queue.</param>
/// <param name="MessageId">The queue's id of its message, if it was sent.</param>
/// <param name="Failure">
/// Why it is not on the queue: the reader's words where it breaks a rule, else the queue's, with a code of
/// <see cref="Queues.QueueErrors"/>. Null where nothing failed: it was sent, or the sending was stopped.
/// </param>
public sealed record EventOutcome(
    LoopEvent Event,
    SendStatus Status,
    string? MessageId = null,
    Failure? Failure = null
);

/// <summary>Whether an event is on the queue.</summary>
public enum SendStatus
{
    /// <summary>No: the sending ended before its turn, or one before it in its group could not be sent. It can be sent again.</summary>
    NotSent,

    /// <summary>Yes.</summary>
    Sent,

    /// <summary>No: it breaks a rule and was never sent, or the queue has refused it.</summary>
    Refused,

    /// <summary>Maybe: a call was not answered. It can be sent again, as the worker gives it effect once.</summary>
    Uncertain,
}

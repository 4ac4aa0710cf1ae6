using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Sending;

/// <summary>What became of a message that was to be sent.</summary>
public abstract record SendResult
{
    private SendResult() { }

    /// <summary>It is on the queue.</summary>
    /// <param name="MessageId">Its id there.</param>
    public sealed record Accepted(string? MessageId) : SendResult;

    /// <summary>It is not on the queue: it never can be, or the last attempt failed too.</summary>
    /// <param name="Error">What the queue said.</param>
    public sealed record Refused(EntryError Error) : SendResult;

    /// <summary>It is not on the queue: one before it in its message group could not be sent.</summary>
    public sealed record Held : SendResult;

    /// <summary>It may be on the queue: there was a call without an answer, and none after it that settled the matter.</summary>
    public sealed record Uncertain : SendResult;
}

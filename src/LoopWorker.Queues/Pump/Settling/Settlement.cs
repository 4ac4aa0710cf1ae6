namespace LoopWorker.Queues.Pump.Settling;

/// <summary>How a delivery ends.</summary>
public abstract record Settlement(Delivery Delivery)
{
    /// <summary>It has taken effect, or is to have none: delete it.</summary>
    /// <param name="Delivery">The delivery.</param>
    /// <param name="Outcome">What became of it, one word.</param>
    /// <param name="Kind">Which of several ways that was, one word; null if there is but one.</param>
    public sealed record Complete(Delivery Delivery, string Outcome, string? Kind = null) : Settlement(Delivery);

    /// <summary>It failed and may succeed later: hide it for a while, or after the last attempt move it away.</summary>
    /// <param name="Delivery">The delivery.</param>
    /// <param name="Code">Why, one word.</param>
    /// <param name="Reason">Why, a sentence.</param>
    public sealed record Retry(Delivery Delivery, string Code, string Reason) : Settlement(Delivery)
    {
        /// <summary>How long it is put off; null to go by its attempts. What is put off has not failed, and is never moved away.</summary>
        public TimeSpan? Pause { get; init; }

        /// <summary>Whether that was its last attempt, and there is a queue for what failed.</summary>
        public bool IsFinal => Pause is null && Delivery is { IsLastAttempt: true, Source.DeadLetters: not null };
    }

    /// <summary>
    /// Nothing was begun: make it visible at once, for another to take. After its last receive there would be no other: SQS moves it to the
    /// dead-letter queue, which is done here then, with the reason beside it.
    /// </summary>
    public sealed record Release(Delivery Delivery) : Settlement(Delivery)
    {
        internal bool IsFinal => Delivery is { IsLastReceive: true, Source.DeadLetters: not null };
    }

    /// <summary>It cannot take effect: move it to the dead-letter queue.</summary>
    public sealed record Reject(Delivery Delivery, string Code, string Detail) : Settlement(Delivery);
}

/// <summary>How a delivery has ended, as far as is known.</summary>
public enum Settled
{
    /// <summary>Deleted.</summary>
    Completed,

    /// <summary>Hidden until its next attempt.</summary>
    Retried,

    /// <summary>Visible again.</summary>
    Released,

    /// <summary>In the dead-letter queue, and deleted from its own.</summary>
    DeadLettered,

    /// <summary>The queue would not have it; the message comes back when its visibility timeout runs out.</summary>
    Abandoned,

    /// <summary>Its visibility timeout ran out before: it is another's, and was left alone.</summary>
    Lost,
}

namespace LoopWorker.Queues.Observing;

/// <summary>How a call to a queue ended.</summary>
public enum QueueCallOutcome
{
    /// <summary>The queue did what it was asked, though perhaps not for every entry.</summary>
    Answered,

    /// <summary>The queue had too much to do, for the call or for one of its entries.</summary>
    Throttled,

    /// <summary>There was no connection, no answer in time, or the service itself was failing.</summary>
    Unavailable,

    /// <summary>Any other error; the same call would mostly fail again.</summary>
    Failed,

    /// <summary>The caller did not want to wait any longer.</summary>
    Abandoned,
}

/// <summary>What errors say of a call's outcome. Pure.</summary>
internal static class QueueCallOutcomes
{
    public static (QueueCallOutcome Outcome, string Error) Of(Exception exception) =>
        exception switch
        {
            QueueException refusal => (Of(refusal.Code), refusal.Code),
            OperationCanceledException => (QueueCallOutcome.Abandoned, nameof(OperationCanceledException)),
            _ => (QueueCallOutcome.Failed, exception.GetType().Name),
        };

    /// <summary>Of an answered call whose first failed entry has this error, if one has failed.</summary>
    public static QueueCallOutcome OfEntry(string? error) =>
        error is not null && Of(error) is var outcome and not QueueCallOutcome.Failed
            ? outcome
            : QueueCallOutcome.Answered;

    private static QueueCallOutcome Of(string code) =>
        code switch
        {
            QueueErrors.Throttled or QueueErrors.OverLimit => QueueCallOutcome.Throttled,
            QueueErrors.ServiceUnavailable
            or QueueErrors.InternalError
            or QueueErrors.CredentialsDelayed
            or QueueErrors.TimedOut
            or QueueErrors.Unreachable => QueueCallOutcome.Unavailable,
            _ => QueueCallOutcome.Failed,
        };
}

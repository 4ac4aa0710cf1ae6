namespace LoopWorker.Queues.Observing;

/// <summary>Is told of every call to the queues that are observed. Calls come from many threads at once, and must not throw.</summary>
public interface IQueueObserver
{
    /// <summary>A call is about to be made. Exactly one report of it follows.</summary>
    void OnCalling(in QueueCallStart call) { }

    /// <summary>A call has ended, one way or another.</summary>
    void OnCall(in QueueCallReport report);
}

/// <summary>A call that is about to be made.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Operation">One of <see cref="QueueOperations"/>.</param>
/// <param name="Entries">How many messages it concerns; for a receive, how many it may bring; else 0.</param>
/// <param name="Wait">How long the queue itself may wait before it answers: only a receive has it do so.</param>
/// <param name="StartedAt">When, as a timestamp of the clock that the call is timed by.</param>
public readonly record struct QueueCallStart(
    string Queue,
    string Operation,
    int Entries,
    TimeSpan Wait,
    long StartedAt
);

/// <summary>What a call came to.</summary>
/// <param name="Call">The call.</param>
/// <param name="Duration">How long it took, with all of its attempts.</param>
/// <param name="Messages">How many messages it brought, or of how many it did what was asked.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">
/// One of <see cref="QueueErrors"/>, another of SQS's names, or the name of an exception's type; null if nothing went wrong. A call
/// that was answered may have one: that of the first entry that failed.
/// </param>
public readonly record struct QueueCallReport(
    QueueCallStart Call,
    TimeSpan Duration,
    int Messages,
    QueueCallOutcome Outcome,
    string? Error
);

namespace LoopWorker.EndToEndTests.Environment.Faults;

/// <summary>What can go wrong between a client and a service.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection ends before the request gets there.</summary>
    Cut,

    /// <summary>The request takes effect, and the connection ends without an answer.</summary>
    AnswerLost,

    /// <summary>The answer announces more bytes than come before the connection ends.</summary>
    AnswerTruncated,

    /// <summary>The request is held up, up to a second.</summary>
    Delayed,

    /// <summary>The request gets there only after its client has given up, and takes effect then.</summary>
    RequestLate,

    /// <summary>The request takes effect at once, and is answered only after its client has given up.</summary>
    AnswerLate,

    /// <summary>The service has no capacity for the request.</summary>
    Throttled,

    /// <summary>500: the service fails, and the request takes no effect.</summary>
    FailedBefore,

    /// <summary>500: the service fails, but the request has taken effect.</summary>
    FailedAfter,

    /// <summary>503, from something that stands before the service.</summary>
    Unavailable,

    /// <summary>One entry of a batch fails, the others succeed; a call without entries is left alone.</summary>
    EntryFailed,
}

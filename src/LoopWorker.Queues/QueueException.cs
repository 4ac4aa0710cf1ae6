namespace LoopWorker.Queues;

/// <summary>A call that a queue could not carry out, with SQS's own name for the error.</summary>
public sealed class QueueException : Exception
{
    public QueueException(string code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>One of <see cref="QueueErrors"/>, or another of SQS's names.</summary>
    public string Code { get; }

    /// <summary>Whether the same call may succeed later, unchanged.</summary>
    public bool IsTransient =>
        Code
            is QueueErrors.Throttled
                or QueueErrors.ServiceUnavailable
                or QueueErrors.InternalError
                or QueueErrors.OverLimit
                or QueueErrors.TimedOut
                or QueueErrors.Unreachable
                or QueueErrors.CredentialsDelayed
                or QueueErrors.Withheld
                or QueueErrors.ChecksumMismatch;

    /// <summary>Whether it is a message of the call that is refused.</summary>
    public bool IsOfContents =>
        Code is QueueErrors.InvalidContents or QueueErrors.InvalidParameter or QueueErrors.MissingParameter;

    /// <summary>Whether it is a permission, a key or credentials that someone can give back without starting anything anew.</summary>
    public bool IsDenied =>
        Code is QueueErrors.AccessDenied or QueueErrors.KeyUnusable or QueueErrors.CredentialsInvalid;

    /// <summary>Whether no call will succeed until someone mends a name, a permission or credentials.</summary>
    public bool NeedsOperator =>
        Code
            is QueueErrors.QueueNotFound
                or QueueErrors.AccessDenied
                or QueueErrors.KeyUnusable
                or QueueErrors.CredentialsInvalid
                or QueueErrors.ConfigurationInvalid;
}

/// <summary>The names of errors, as the SQS API's JSON protocol gives them.</summary>
public static class QueueErrors
{
    public const string QueueNotFound = "QueueDoesNotExist";
    public const string QueueNameExists = "QueueNameExists";
    public const string InvalidParameter = "InvalidParameterValue";
    public const string MissingParameter = "MissingParameter";
    public const string InvalidContents = "InvalidMessageContents";
    public const string BatchEmpty = "EmptyBatchRequest";
    public const string BatchTooManyEntries = "TooManyEntriesInBatchRequest";
    public const string BatchTooLong = "BatchRequestTooLong";
    public const string ReceiptHandleInvalid = "ReceiptHandleIsInvalid";
    public const string MessageNotInFlight = "MessageNotInflight";
    public const string OverLimit = "OverLimit";

    /// <summary>No move from this dead-letter queue was ever started.</summary>
    public const string MoveNotFound = "ResourceNotFoundException";

    public const string AccessDenied = "AccessDenied";
    public const string Throttled = "RequestThrottled";
    public const string ServiceUnavailable = "ServiceUnavailable";
    public const string InternalError = "InternalError";

    /// <summary>Ours: the answer did not come in time, so whether the call took effect is not known.</summary>
    public const string TimedOut = "RequestTimeout";

    /// <summary>Ours: the endpoint could not be connected to, or the connection broke.</summary>
    public const string Unreachable = "EndpointUnreachable";

    /// <summary>Ours: the queue took something else than was sent.</summary>
    public const string ChecksumMismatch = "ChecksumMismatch";

    /// <summary>Ours, for SQS has many: there are no credentials, they have expired, or the signature is not theirs.</summary>
    public const string CredentialsInvalid = "InvalidCredentials";

    /// <summary>Ours: the service that gives credentials throttles, fails or does not answer; nothing was sent.</summary>
    public const string CredentialsDelayed = "CredentialsDelayed";

    /// <summary>Ours: what was allowed before is denied now, and is waited for.</summary>
    public const string Withheld = "Withheld";

    /// <summary>Ours, for there are many: the key that the queue is encrypted with is disabled, to be deleted, or not there.</summary>
    public const string KeyUnusable = "KeyUnusable";

    /// <summary>Ours: settings are missing or contradict each other, so nothing was sent.</summary>
    public const string ConfigurationInvalid = "InvalidConfiguration";

    /// <summary>Ours: a move from a dead-letter queue began, and SQS gave it up.</summary>
    public const string MoveFailed = "MessageMoveTaskFailed";
}

namespace LoopWorker.Tables;

/// <summary>A call that a table could not carry out, with DynamoDB's own name for the error.</summary>
public sealed class TableException : Exception
{
    public TableException(string code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>One of <see cref="TableErrors"/>, or another of DynamoDB's names.</summary>
    public string Code { get; }

    /// <summary>Whether the same call may succeed later, unchanged.</summary>
    public bool IsTransient =>
        Code
            is TableErrors.Throttled
                or TableErrors.RequestLimitExceeded
                or TableErrors.InternalServerError
                or TableErrors.TransactionInProgress
                or TableErrors.TimedOut;
}

/// <summary>The names of errors, as DynamoDB gives them.</summary>
public static class TableErrors
{
    public const string Validation = "ValidationException";
    public const string TableNotFound = "ResourceNotFoundException";
    public const string AccessDenied = "AccessDeniedException";
    public const string Throttled = "ProvisionedThroughputExceededException";
    public const string RequestLimitExceeded = "RequestLimitExceeded";
    public const string InternalServerError = "InternalServerError";
    public const string TransactionInProgress = "TransactionInProgressException";
    public const string IdempotentParameterMismatch = "IdempotentParameterMismatchException";

    /// <summary>Ours: the answer did not come in time, so whether the call took effect is not known.</summary>
    public const string TimedOut = "RequestTimeout";
}

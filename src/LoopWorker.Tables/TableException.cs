namespace LoopWorker.Tables;

/// <summary>A call that a table could not carry out, with DynamoDB's own name for the error.</summary>
public sealed class TableException : Exception
{
    public TableException(string code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>One of <see cref="TableErrors"/>, or another of DynamoDB's names.</summary>
    public string Code { get; }

    /// <summary>For people: the name and what it means here, in a line.</summary>
    public string Reason => $"{Code}: {Message}";

    /// <summary>Whether the same call may succeed later, unchanged.</summary>
    public bool IsTransient =>
        Code
            is TableErrors.Throttled
                or TableErrors.KeyRangeThroughputExceeded
                or TableErrors.RequestLimitExceeded
                or TableErrors.InternalServerError
                or TableErrors.TransactionInProgress
                or TableErrors.TimedOut
                or TableErrors.Throttling
                or TableErrors.TransactionConflict
                or TableErrors.ReplicatedWriteConflict
                or TableErrors.ServiceUnavailable
                or TableErrors.CredentialsDelayed
                or TableErrors.Withheld
                or TableErrors.Unreachable;

    /// <summary>Whether it is a permission, a key or credentials that someone can give back without starting anything anew.</summary>
    public bool IsDenied =>
        Code
            is TableErrors.AccessDenied
                or TableErrors.KeyUnusable
                or TableErrors.CredentialsMissing
                or TableErrors.CredentialsInvalid;

    /// <summary>Whether no call will succeed until someone mends a name, a permission or credentials.</summary>
    public bool NeedsOperator =>
        Code
            is TableErrors.TableNotFound
                or TableErrors.AccessDenied
                or TableErrors.KeyUnusable
                or TableErrors.RegionMissing
                or TableErrors.CredentialsMissing
                or TableErrors.CredentialsInvalid
                or TableErrors.ConfigurationInvalid;
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

    /// <summary>One partition is over its throughput, while the table is not: a reason of <see cref="Throttled"/>, told apart.</summary>
    public const string KeyRangeThroughputExceeded = "KeyRangeThroughputExceeded";

    /// <summary>A call other than reads and writes of items came too often, or an account did.</summary>
    public const string Throttling = "ThrottlingException";

    /// <summary>A single write met a transaction that had the item in hand.</summary>
    public const string TransactionConflict = "TransactionConflictException";

    /// <summary>A write met one of the same item in another region.</summary>
    public const string ReplicatedWriteConflict = "ReplicatedWriteConflictException";

    public const string ServiceUnavailable = "ServiceUnavailable";

    /// <summary>The condition of a write did not hold: of a result, never of an exception.</summary>
    public const string ConditionFailed = "ConditionalCheckFailed";

    /// <summary>The table is there already, or is being changed.</summary>
    public const string TableInUse = "ResourceInUseException";

    /// <summary>The endpoint has no such operation, as an emulator may.</summary>
    public const string UnknownOperation = "UnknownOperationException";

    /// <summary>Ours: there was no connection, or it broke before the answer; whether the call took effect is not known.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>Ours: no one names the region to work in.</summary>
    public const string RegionMissing = "RegionMissing";

    /// <summary>Ours: no source of credentials has any.</summary>
    public const string CredentialsMissing = "CredentialsMissing";

    /// <summary>Ours: the credentials are wrong or have expired. The SDK renews what it can, so these it cannot.</summary>
    public const string CredentialsInvalid = "InvalidCredentials";

    /// <summary>Ours: the service that gives credentials throttles, fails or does not answer; nothing was sent.</summary>
    public const string CredentialsDelayed = "CredentialsDelayed";

    /// <summary>Ours: what was allowed before is denied now, and is waited for.</summary>
    public const string Withheld = "Withheld";

    /// <summary>Ours: the key that the table is encrypted with is disabled, to be deleted, or not there.</summary>
    public const string KeyUnusable = "KeyUnusable";

    /// <summary>Ours: settings are missing or contradict each other, so nothing was sent.</summary>
    public const string ConfigurationInvalid = "InvalidConfiguration";

    /// <summary>Ours: the answer did not come in time, so whether the call took effect is not known.</summary>
    public const string TimedOut = "RequestTimeout";
}

using LoopWorker.Aws.Calls;

namespace LoopWorker.Tables.DynamoDb.Errors;

/// <summary>DynamoDB's names of errors, where one thing has several.</summary>
internal static class ErrorCodes
{
    /// <summary>The port's name for an error; another of DynamoDB's names stays as it is.</summary>
    public static string Canonical(string code) =>
        code switch
        {
            TableErrors.RequestLimitExceeded or "RequestLimitExceededException" => TableErrors.RequestLimitExceeded,
            "ValidationError" => TableErrors.Validation,
            "ResourceNotFound" => TableErrors.TableNotFound,
            "ProvisionedThroughputExceeded" => TableErrors.Throttled,
            "TransactionConflict" => TableErrors.TransactionConflict,
            _ => CommonErrors.Of(code) switch
            {
                CommonError.AccessDenied => TableErrors.AccessDenied,
                CommonError.Throttled => TableErrors.Throttling,
                CommonError.Internal => TableErrors.InternalServerError,
                CommonError.Unavailable => TableErrors.ServiceUnavailable,
                CommonError.TimedOut => TableErrors.TimedOut,
                _ => code,
            },
        };

    /// <summary>Whether a server error has a name of its own that says more than its status.</summary>
    public static bool IsOfServer(string? code) =>
        code is not null && new TableException(Canonical(code), "").IsTransient;

    /// <summary>Whether the credentials are what is wrong.</summary>
    public static bool IsOfCredentials(string code) => CommonErrors.Of(code) == CommonError.CredentialsInvalid;
}

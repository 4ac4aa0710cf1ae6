namespace LoopWorker.Tables.DynamoDb.Errors;

/// <summary>DynamoDB's names of errors, where one thing has several.</summary>
internal static class ErrorCodes
{
    /// <summary>The port's name for an error; another of DynamoDB's names stays as it is.</summary>
    public static string Canonical(string code) =>
        code switch
        {
            "InternalFailure" or "InternalServerErrorException" => TableErrors.InternalServerError,
            "RequestLimitExceededException" => TableErrors.RequestLimitExceeded,
            "ThrottledException" or "Throttling" or "ThrottlingError" => TableErrors.Throttling,
            "AccessDenied" => TableErrors.AccessDenied,
            "ValidationError" => TableErrors.Validation,
            "ResourceNotFound" => TableErrors.TableNotFound,
            "ProvisionedThroughputExceeded" => TableErrors.Throttled,
            "TransactionConflict" => TableErrors.TransactionConflict,
            "ExpiredToken" => "ExpiredTokenException",
            _ => code,
        };

    /// <summary>Whether a server error has a name of its own that says more than its status.</summary>
    public static bool IsOfServer(string? code) =>
        code is TableErrors.ServiceUnavailable
        || (code is not null && new TableException(Canonical(code), "").IsTransient);

    /// <summary>Whether the credentials are what is wrong.</summary>
    public static bool IsOfCredentials(string code) =>
        code
            is "ExpiredTokenException"
                or "UnrecognizedClientException"
                or "InvalidSignatureException"
                or "SignatureDoesNotMatch"
                or "IncompleteSignatureException"
                or "IncompleteSignature"
                or "InvalidClientTokenId"
                or "MissingAuthenticationTokenException"
                or "MissingAuthenticationToken";
}

namespace LoopWorker.Aws.Calls;

/// <summary>What every service of AWS may refuse a call for.</summary>
public enum CommonError
{
    AccessDenied,
    Throttled,
    Internal,
    Unavailable,
    TimedOut,

    /// <summary>Credentials are missing, unknown or expired, or the signature is not theirs.</summary>
    CredentialsInvalid,
}

/// <summary>Errors that every service of AWS may answer, by their many names: they differ by protocol and by service. Pure.</summary>
/// <remarks>
/// Sources: "Common Error Types" in the API References of Amazon SQS and Amazon DynamoDB; "Retry behavior" in the AWS SDKs and
/// Tools Reference Guide.
/// </remarks>
public static class CommonErrors
{
    /// <summary>Null if the name is none of them.</summary>
    public static CommonError? Of(string code) =>
        code switch
        {
            "AccessDenied" or "AccessDeniedException" or "AuthorizationError" => CommonError.AccessDenied,
            "RequestThrottled"
            or "RequestThrottledException"
            or "RequestLimitExceeded"
            or "Throttling"
            or "ThrottlingError"
            or "ThrottlingException"
            or "ThrottledException"
            or "LimitExceededException"
            or "PriorRequestNotComplete"
            or "SlowDown"
            or "TooManyRequestsException" => CommonError.Throttled,
            "InternalError"
            or "InternalFailure"
            or "InternalServerError"
            or "InternalServerErrorException"
            or "InternalServiceError" => CommonError.Internal,
            "ServiceUnavailable" or "ServiceUnavailableException" => CommonError.Unavailable,
            "RequestTimeout" or "RequestTimeoutException" => CommonError.TimedOut,
            "ExpiredToken"
            or "ExpiredTokenException"
            or "RequestExpired"
            or "InvalidClientTokenId"
            or "InvalidAccessKeyId"
            or "InvalidSecurity"
            or "UnrecognizedClientException"
            or "SignatureDoesNotMatch"
            or "InvalidSignatureException"
            or "IncompleteSignature"
            or "IncompleteSignatureException"
            or "MissingAuthenticationToken"
            or "MissingAuthenticationTokenException"
            or "OptInRequired" => CommonError.CredentialsInvalid,
            _ => null,
        };
}

namespace LoopWorker.Queues.Sqs.Calls;

/// <summary>The one name of an error that has several: by protocol, and by service. Pure.</summary>
/// <remarks>Sources: Amazon SQS API Reference, "Common Error Types" and the errors of each action.</remarks>
internal static class ErrorCodes
{
    private const string LegacyPrefix = "AWS.SimpleQueueService.";

    public static string Normalize(string code)
    {
        var bare = code.StartsWith(LegacyPrefix, StringComparison.Ordinal) ? code[LegacyPrefix.Length..] : code;
        return bare switch
        {
            "NonExistentQueue" => QueueErrors.QueueNotFound,
            "QueueAlreadyExists" => QueueErrors.QueueNameExists,
            "InvalidParameterValueException"
            or "InvalidAttributeValue"
            or "InvalidAttributeName"
            or "InvalidParameterCombination" => QueueErrors.InvalidParameter,
            "MissingRequiredParameter" or "MissingRequiredParameterException" => QueueErrors.MissingParameter,
            "AccessDeniedException" or "AuthorizationError" or "KMS.AccessDeniedException" or "KmsAccessDenied" =>
                QueueErrors.AccessDenied,
            "Throttling"
            or "ThrottlingException"
            or "ThrottledException"
            or "RequestThrottledException"
            or "RequestLimitExceeded"
            or "TooManyRequestsException"
            or "KMS.ThrottlingException"
            or "KmsThrottled" => QueueErrors.Throttled,
            "InternalFailure" or "InternalServerError" or "InternalServiceError" => QueueErrors.InternalError,
            "ServiceUnavailableException" => QueueErrors.ServiceUnavailable,
            "RequestTimeoutException" => QueueErrors.TimedOut,
            "ExpiredToken"
            or "ExpiredTokenException"
            or "InvalidClientTokenId"
            or "InvalidSecurity"
            or "UnrecognizedClientException"
            or "SignatureDoesNotMatch"
            or "InvalidSignatureException"
            or "IncompleteSignature"
            or "InvalidAccessKeyId"
            or "MissingAuthenticationToken"
            or "MissingAuthenticationTokenException"
            or "OptInRequired"
            or "RequestExpired" => QueueErrors.CredentialsInvalid,
            _ => bare,
        };
    }
}

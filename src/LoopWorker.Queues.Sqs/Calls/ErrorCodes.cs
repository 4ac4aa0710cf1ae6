using LoopWorker.Aws.Calls;

namespace LoopWorker.Queues.Sqs.Calls;

/// <summary>The one name of an error that has several: by protocol, and by service. Pure.</summary>
/// <remarks>Source: Amazon SQS API Reference, the errors of each action.</remarks>
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
            "KMS.ThrottlingException" or "KmsThrottled" => QueueErrors.Throttled,
            _ when KeyFailure.Of(bare, "") is { } key => key.Problem == KeyProblem.Denied
                ? QueueErrors.AccessDenied
                : QueueErrors.KeyUnusable,
            _ => CommonErrors.Of(bare) switch
            {
                CommonError.AccessDenied => QueueErrors.AccessDenied,
                CommonError.Throttled => QueueErrors.Throttled,
                CommonError.Internal => QueueErrors.InternalError,
                CommonError.Unavailable => QueueErrors.ServiceUnavailable,
                CommonError.TimedOut => QueueErrors.TimedOut,
                CommonError.CredentialsInvalid => QueueErrors.CredentialsInvalid,
                _ => bare,
            },
        };
    }
}

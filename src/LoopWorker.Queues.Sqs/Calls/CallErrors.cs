using System.Net;
using LoopWorker.Aws.Calls;

namespace LoopWorker.Queues.Sqs.Calls;

/// <summary>A failed call as the port has it: a name, and a message with cause and remedy. Pure.</summary>
internal static class CallErrors
{
    public static QueueException Translate(CallFailure failure, CallContext call)
    {
        var (action, queue, region, host) = call;
        var exception = failure.Exception;
        return failure.Cause switch
        {
            FailureCause.Refused => OfRefusal(failure.Refusal!, call),
            // The SDK's own exception about an answer that cannot be read may quote the answer.
            FailureCause.UnreadableAnswer => new(
                QueueErrors.InternalError,
                $"sqs:{action} on the queue '{queue}' had an answer from {host} that is not SQS's: is something between?",
                exception.GetBaseException()
            ),
            FailureCause.Unreachable => new(
                QueueErrors.Unreachable,
                $"sqs:{action} on the queue '{queue}' failed: there is no connection to {host}, or it broke.",
                exception
            ),
            FailureCause.TimedOut => new(
                QueueErrors.TimedOut,
                $"sqs:{action} on the queue '{queue}' had no answer from {host} in time; it may have taken effect.",
                exception
            ),
            FailureCause.CredentialsDelayed => new(
                QueueErrors.CredentialsDelayed,
                $"sqs:{action} on the queue '{queue}' was not sent: {failure.OfCredentials}",
                exception
            ),
            FailureCause.CredentialsMissing or FailureCause.CredentialsRefused => new(
                QueueErrors.CredentialsInvalid,
                failure.OfCredentials!,
                exception
            ),
            _ => new(
                QueueErrors.ConfigurationInvalid,
                $"sqs:{action} on the queue '{queue}' in region {region} failed ({QueueErrors.ConfigurationInvalid}): {exception.Message}",
                exception
            ),
        };
    }

    private static QueueException OfRefusal(Amazon.Runtime.AmazonServiceException refusal, CallContext call)
    {
        var (action, queue, region, _) = call;
        var code = CodeOf(refusal);
        if (KeyFailure.Of(refusal.ErrorCode ?? "", refusal.Message) is { } key)
            return new QueueException(
                key.Problem == KeyProblem.Denied ? QueueErrors.AccessDenied : QueueErrors.KeyUnusable,
                $"{key.Explain($"the queue '{queue}' in region {region}", "kms:Decrypt and kms:GenerateDataKey")}. SQS says: {refusal.Message}",
                refusal
            );
        var message = code switch
        {
            QueueErrors.QueueNotFound =>
                $"The queue '{queue}' does not exist in region {region}: create it with 'loopworker provision', or correct its name under LoopWorker:Queues.",
            QueueErrors.AccessDenied =>
                $"Access to the queue '{queue}' in region {region} is denied: allow the worker's role the action sqs:{action} on it. SQS says: {refusal.Message}",
            QueueErrors.CredentialsInvalid =>
                $"SQS in region {region} refuses the AWS credentials ({refusal.ErrorCode}): renew or correct them.",
            QueueErrors.Throttled => $"sqs:{action} on the queue '{queue}' in region {region} is throttled.",
            _ => $"sqs:{action} on the queue '{queue}' in region {region} failed ({code}): {refusal.Message}",
        };
        return new QueueException(code, message, refusal);
    }

    // Proxies and load balancers answer without SQS's names; then the status alone says whether it may pass.
    private static string CodeOf(Amazon.Runtime.AmazonServiceException refusal)
    {
        var code = refusal.ErrorCode is { Length: > 0 } given ? ErrorCodes.Normalize(given) : null;
        if (code is not null && new QueueException(code, "").IsTransient)
            return code;
        return refusal.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => QueueErrors.Throttled,
            >= HttpStatusCode.InternalServerError => QueueErrors.ServiceUnavailable,
            _ => code ?? QueueErrors.InternalError,
        };
    }
}

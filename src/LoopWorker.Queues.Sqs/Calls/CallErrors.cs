using System.Net.Sockets;
using System.Text.Json;
using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs.Calls;

/// <summary>What the client throws, as the port has it: a name, and a message with cause and remedy. Pure.</summary>
internal static class CallErrors
{
    /// <summary>Whether an exception tells of the call and is no defect of the program.</summary>
    public static bool IsOfCall(Exception exception) =>
        exception
            is AmazonClientException
                or AmazonServiceException
                or OperationCanceledException
                or HttpRequestException
                or IOException
                or SocketException
                or JsonException;

    public static QueueException Translate(Exception exception, CallContext call)
    {
        var code = exception switch
        {
            AmazonServiceException { ErrorCode: { Length: > 0 } given } => ErrorCodes.Normalize(given),
            AmazonServiceException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError } =>
                QueueErrors.ServiceUnavailable,
            OperationCanceledException => QueueErrors.TimedOut,
            _ when IsOfConnection(exception) => QueueErrors.Unreachable,
            JsonException => QueueErrors.InternalError,
            AmazonServiceException => QueueErrors.InternalError,
            // Endpoint, region and credentials are found out before anything is sent.
            _ when exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) =>
                QueueErrors.CredentialsInvalid,
            _ => QueueErrors.ConfigurationInvalid,
        };
        return new QueueException(code, Message(code, exception, call), exception);
    }

    private static bool IsOfConnection(Exception? exception) =>
        exception is HttpRequestException or IOException or SocketException
        || (exception?.InnerException is { } inner && IsOfConnection(inner));

    private static string Message(string code, Exception exception, CallContext call)
    {
        var (action, queue, region, host) = call;
        return code switch
        {
            QueueErrors.QueueNotFound =>
                $"The queue '{queue}' does not exist in region {region}: create it with 'loopworker provision', or correct its name under LoopWorker:Queues.",
            QueueErrors.AccessDenied =>
                $"Access to the queue '{queue}' in region {region} is denied: allow the worker's role the action sqs:{action} on it.",
            QueueErrors.CredentialsInvalid when exception is AmazonServiceException { ErrorCode: var given } =>
                $"SQS in region {region} refuses the AWS credentials ({given}): renew or correct them.",
            QueueErrors.CredentialsInvalid =>
                "There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role for the container.",
            QueueErrors.TimedOut =>
                $"sqs:{action} on the queue '{queue}' had no answer from {host} in time; it may have taken effect.",
            QueueErrors.Unreachable =>
                $"sqs:{action} on the queue '{queue}' failed: there is no connection to {host}, or it broke.",
            QueueErrors.Throttled => $"sqs:{action} on the queue '{queue}' in region {region} is throttled.",
            _ when exception is JsonException =>
                $"sqs:{action} on the queue '{queue}' had an answer from {host} that is not SQS's: is something between?",
            _ => $"sqs:{action} on the queue '{queue}' in region {region} failed ({code}): {exception.Message}",
        };
    }
}

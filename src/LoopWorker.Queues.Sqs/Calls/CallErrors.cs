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
                // So the SDK reports a missing web identity token, or a missing assembly for it.
                or InvalidOperationException;

    public static QueueException Translate(Exception exception, CallContext call)
    {
        var code = exception switch
        {
            AmazonServiceException { ErrorCode: { Length: > 0 } given } => ErrorCodes.Normalize(given),
            AmazonServiceException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError } =>
                QueueErrors.ServiceUnavailable,
            OperationCanceledException => QueueErrors.TimedOut,
            _ when Find<HttpRequestException>(exception) is not null
                    || Find<IOException>(exception) is not null
                    || Find<SocketException>(exception) is not null => QueueErrors.Unreachable,
            AmazonServiceException => QueueErrors.InternalError,
            // Endpoint, region and credentials are found out before anything is sent.
            InvalidOperationException => QueueErrors.CredentialsInvalid,
            _ when IsOfCredentials(exception.Message) => QueueErrors.CredentialsInvalid,
            _ => QueueErrors.ConfigurationInvalid,
        };
        // The SDK's own exception about an answer that cannot be read may quote the answer.
        var unreadable = Find<JsonException>(exception);
        return unreadable is null
            ? new QueueException(code, Message(code, exception, call), exception)
            : new QueueException(
                QueueErrors.InternalError,
                $"sqs:{call.Action} on the queue '{call.Queue}' had an answer from {call.Host} that is not SQS's: is something between?",
                unreadable
            );
    }

    private static bool IsOfCredentials(string message) =>
        message.Contains("credentials", StringComparison.OrdinalIgnoreCase)
        || message.Contains("AssumeRole", StringComparison.Ordinal);

    // The whole chain's message has a line for each of its providers.
    private static bool IsOfChain(Exception exception) =>
        exception.Message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal);

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception is null ? null : exception as T ?? Find<T>(exception.InnerException);

    private static string Message(string code, Exception exception, CallContext call)
    {
        var (action, queue, _, host) = call;
        var place = call.Place;
        return code switch
        {
            QueueErrors.QueueNotFound =>
                $"The queue '{queue}' does not exist {place}: create it with 'loopworker provision', or correct its name under LoopWorker:Queues.",
            QueueErrors.AccessDenied =>
                $"Access to the queue '{queue}' {place} is denied: allow the worker's role the action sqs:{action} on it.",
            QueueErrors.CredentialsInvalid when exception is AmazonServiceException { ErrorCode: var given } =>
                $"SQS {place} refuses the AWS credentials ({given}): renew or correct them.",
            QueueErrors.CredentialsInvalid when !IsOfChain(exception) =>
                $"The AWS credentials cannot be loaded: {exception.Message}",
            QueueErrors.CredentialsInvalid =>
                "There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role for the container.",
            QueueErrors.TimedOut =>
                $"sqs:{action} on the queue '{queue}' had no answer from {host} in time; it may have taken effect.",
            QueueErrors.Unreachable =>
                $"sqs:{action} on the queue '{queue}' failed: there is no connection to {host}, or it broke.",
            QueueErrors.Throttled => $"sqs:{action} on the queue '{queue}' {place} is throttled.",
            _ => $"sqs:{action} on the queue '{queue}' {place} failed ({code}): {exception.Message}",
        };
    }
}

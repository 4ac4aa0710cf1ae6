using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LoopWorker.Aws.Calls;

namespace LoopWorker.Tables.DynamoDb.Errors;

/// <summary>Failures of calls in the port's terms: DynamoDB's name for the error, and a message with cause and remedy.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Error handling with DynamoDB".</remarks>
internal sealed class ErrorTranslation(ErrorMessages messages)
{
    public TableException Translate(string operation, CallFailure failure)
    {
        var exception = failure.Exception;
        return failure.Cause switch
        {
            FailureCause.Refused => OfRefusal(operation, failure.Refusal!),
            FailureCause.UnreadableAnswer => new(
                TableErrors.Unreachable,
                messages.Unreachable(operation, $"{failure.Cause}"),
                exception
            ),
            FailureCause.Unreachable => new(
                TableErrors.Unreachable,
                messages.Unreachable(operation, ReasonOf(exception)),
                exception
            ),
            FailureCause.TimedOut => new(TableErrors.TimedOut, messages.TimedOut(operation), exception),
            FailureCause.CredentialsDelayed => new(
                TableErrors.CredentialsDelayed,
                messages.NotSent(operation, failure.OfCredentials!),
                exception
            ),
            FailureCause.CredentialsMissing or FailureCause.CredentialsRefused => new(
                TableErrors.CredentialsMissing,
                failure.OfCredentials!,
                exception
            ),
            _ => new(TableErrors.ConfigurationInvalid, messages.NotSent(operation, exception.Message), exception),
        };
    }

    private TableException OfRefusal(string operation, AmazonServiceException refusal)
    {
        var code = CodeOf(refusal);
        if (KeyFailure.Of(code, refusal.Message) is { } key)
            return new TableException(
                key.Problem == KeyProblem.Denied ? TableErrors.AccessDenied : TableErrors.KeyUnusable,
                messages.OfKey(operation, key, refusal.Message),
                refusal
            );
        return new TableException(
            ErrorCodes.IsOfCredentials(code) ? TableErrors.CredentialsInvalid : code,
            messages.Refused(operation, code, refusal.Message),
            refusal
        );
    }

    // Proxies and load balancers answer without DynamoDB's names.
    private static string CodeOf(AmazonServiceException refusal) =>
        IsOfKeys(refusal) ? TableErrors.KeyRangeThroughputExceeded
        : refusal.StatusCode >= HttpStatusCode.InternalServerError && !ErrorCodes.IsOfServer(refusal.ErrorCode)
            ? TableErrors.InternalServerError
        : refusal.StatusCode == HttpStatusCode.TooManyRequests ? TableErrors.Throttling
        : ErrorCodes.Canonical(refusal.ErrorCode ?? $"{(int)refusal.StatusCode}");

    // Each reason is of the form resource, operation, limit: TableWriteKeyRangeThroughputExceeded.
    private static bool IsOfKeys(AmazonServiceException refusal) =>
        refusal is ProvisionedThroughputExceededException { ThrottlingReasons: { Count: > 0 } reasons }
        && reasons.TrueForAll(reason =>
            reason.Reason?.EndsWith(TableErrors.KeyRangeThroughputExceeded, StringComparison.Ordinal) == true
        );

    private static string ReasonOf(Exception exception) =>
        exception switch
        {
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } => $"{error}",
            HttpIOException { HttpRequestError: var error } => $"{error}",
            _ when exception.GetBaseException() is SocketException socket => $"{socket.SocketErrorCode}",
            _ => exception.GetBaseException().GetType().Name,
        };
}

using System.Net.Http;
using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace LoopWorker.Tables.DynamoDb.Errors;

/// <summary>Failures of the SDK in the port's terms: DynamoDB's name for the error, and a message with cause and remedy.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Error handling with DynamoDB".</remarks>
internal sealed class ErrorTranslation(ErrorMessages messages)
{
    private const int FirstServerError = 500;

    /// <summary>Whether the exception is a failure of a call, not a mistake in the code.</summary>
    public static bool Covers(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or OperationCanceledException or TimeoutException
        || IsOfConnection(exception);

    /// <summary>A failure that is covered, as a <see cref="TableException"/>.</summary>
    public TableException Translate(string operation, Exception exception) =>
        exception switch
        {
            // An answer that breaks off, or is somebody else's.
            AmazonUnmarshallingException => new(
                TableErrors.Unreachable,
                messages.Unreachable(operation, "UnreadableAnswer"),
                exception
            ),
            AmazonServiceException refusal => OfRefusal(operation, refusal),
            _ when IsOfConnection(exception) => new(
                TableErrors.Unreachable,
                messages.Unreachable(operation, ReasonOf(exception)),
                exception
            ),
            AmazonClientException => new(TableErrors.CredentialsMissing, messages.CredentialsMissing(), exception),
            _ => new(TableErrors.TimedOut, messages.TimedOut(operation), exception),
        };

    private static bool IsOfConnection(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException;

    private TableException OfRefusal(string operation, AmazonServiceException refusal)
    {
        var code = CodeOf(refusal);
        return new TableException(
            ErrorCodes.IsOfCredentials(code) ? TableErrors.CredentialsInvalid : code,
            messages.Refused(operation, code, refusal.Message),
            refusal
        );
    }

    // Proxies and load balancers answer without DynamoDB's names.
    private static string CodeOf(AmazonServiceException refusal) =>
        IsOfKeys(refusal) ? TableErrors.KeyRangeThroughputExceeded
        : (int)refusal.StatusCode >= FirstServerError && !ErrorCodes.IsOfServer(refusal.ErrorCode)
            ? TableErrors.InternalServerError
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

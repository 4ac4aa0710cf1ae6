using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.Runtime;

namespace LoopWorker.Aws.Calls;

/// <summary>Why a call failed.</summary>
public enum FailureCause
{
    /// <summary>The service answered by an error.</summary>
    Refused,

    /// <summary>Something answered, but not what the service would: its answer broke off, or is somebody else's.</summary>
    UnreadableAnswer,

    /// <summary>There was no connection, or it broke; whether the call took effect is not known.</summary>
    Unreachable,

    /// <summary>The answer did not come in time; whether the call took effect is not known.</summary>
    TimedOut,

    /// <summary>No source of credentials has any, so nothing was sent.</summary>
    CredentialsMissing,

    /// <summary>The source of credentials that is set up does not give any, so nothing was sent.</summary>
    CredentialsRefused,

    /// <summary>Settings are missing or contradict each other, so nothing was sent.</summary>
    ConfigurationInvalid,
}

/// <summary>A failure of a call, as the SDK or the network reports it.</summary>
public sealed record CallFailure(FailureCause Cause, Exception Exception)
{
    /// <summary>The service's error, if that is the cause.</summary>
    public AmazonServiceException? Refusal => Cause == FailureCause.Refused ? (AmazonServiceException)Exception : null;

    /// <summary>Null if the exception does not tell of a call: then it is a defect of the program.</summary>
    public static CallFailure? Of(Exception exception) =>
        CauseOf(exception) is { } cause ? new CallFailure(cause, exception) : null;

    private static FailureCause? CauseOf(Exception exception) =>
        exception switch
        {
            AmazonUnmarshallingException => FailureCause.UnreadableAnswer,
            _ when IsUnreadable(exception) => FailureCause.UnreadableAnswer,
            AmazonServiceException { ErrorCode.Length: > 0 } => FailureCause.Refused,
            AmazonServiceException { StatusCode: not default(HttpStatusCode) } => FailureCause.Refused,
            OperationCanceledException or TimeoutException => FailureCause.TimedOut,
            // So the SDK reports a token of a web identity that is missing.
            InvalidOperationException => FailureCause.CredentialsRefused,
            _ when IsOfConnection(exception) => FailureCause.Unreachable,
            AmazonServiceException => FailureCause.Refused,
            // Endpoint, region and credentials are found out before anything is sent.
            AmazonClientException when IsOfChain(exception) => FailureCause.CredentialsMissing,
            AmazonClientException when IsOfCredentials(exception) => FailureCause.CredentialsRefused,
            AmazonClientException => FailureCause.ConfigurationInvalid,
            _ => null,
        };

    private static bool IsUnreadable(Exception exception) =>
        Find<JsonException>(exception) is not null
        || Find<HttpRequestException>(exception) is { HttpRequestError: HttpRequestError.InvalidResponse };

    // A service that gives credentials and fails, or gives none because many ask at once, is as good as out of reach.
    private static bool IsOfConnection(Exception exception) =>
        Find<HttpRequestException>(exception) is not null
        || Find<IOException>(exception) is not null
        || Find<SocketException>(exception) is not null
        || Find<AmazonServiceException>(exception) is { } refusal && IsPassing(refusal);

    private static bool IsPassing(AmazonServiceException refusal) =>
        refusal.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests
        || CommonErrors.Of(refusal.ErrorCode ?? "") is CommonError.Throttled;

    // The whole chain's message has a line for each of its providers.
    private static bool IsOfChain(Exception exception) =>
        exception.Message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal);

    private static bool IsOfCredentials(Exception exception) =>
        exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("AssumeRole", StringComparison.Ordinal);

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception is null ? null : exception as T ?? Find<T>(exception.InnerException);
}

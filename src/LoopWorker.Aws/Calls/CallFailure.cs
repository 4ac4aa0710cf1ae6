using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.Runtime;
using LoopWorker.Aws.Credentials;

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

    /// <summary>The source of credentials that is set up does not give any until it is mended, so nothing was sent.</summary>
    CredentialsRefused,

    /// <summary>The service that gives credentials throttles, fails or does not answer, so nothing was sent.</summary>
    CredentialsDelayed,

    /// <summary>Settings are missing or contradict each other, so nothing was sent.</summary>
    ConfigurationInvalid,
}

/// <summary>A failure of a call, as the SDK or the network reports it.</summary>
public sealed record CallFailure(FailureCause Cause, Exception Exception)
{
    /// <summary>The service's error, if that is the cause.</summary>
    public AmazonServiceException? Refusal => Cause == FailureCause.Refused ? (AmazonServiceException)Exception : null;

    /// <summary>Why there are no credentials and what to do, if that is the cause.</summary>
    public string? OfCredentials => Find<CredentialsException>(Exception)?.Message;

    /// <summary>Null if the exception does not tell of a call: then it is a defect of the program.</summary>
    public static CallFailure? Of(Exception exception) =>
        CauseOf(exception) is { } cause ? new CallFailure(cause, exception) : null;

    private static FailureCause? CauseOf(Exception exception) =>
        exception switch
        {
            _ when Find<CredentialsException>(exception) is { } credentials => CauseOf(credentials.Reason),
            AmazonUnmarshallingException => FailureCause.UnreadableAnswer,
            _ when IsUnreadable(exception) => FailureCause.UnreadableAnswer,
            AmazonServiceException { ErrorCode.Length: > 0 } => FailureCause.Refused,
            AmazonServiceException { StatusCode: not default(HttpStatusCode) } => FailureCause.Refused,
            OperationCanceledException or TimeoutException => FailureCause.TimedOut,
            _ when IsOfConnection(exception) => FailureCause.Unreachable,
            AmazonServiceException => FailureCause.Refused,
            // Endpoint and region are found out before anything is sent.
            AmazonClientException => FailureCause.ConfigurationInvalid,
            _ => null,
        };

    private static FailureCause CauseOf(CredentialsCause reason) =>
        reason switch
        {
            CredentialsCause.Missing => FailureCause.CredentialsMissing,
            CredentialsCause.Delayed => FailureCause.CredentialsDelayed,
            _ => FailureCause.CredentialsRefused,
        };

    private static bool IsUnreadable(Exception exception) =>
        Find<JsonException>(exception) is not null
        || Find<HttpRequestException>(exception) is { HttpRequestError: HttpRequestError.InvalidResponse };

    private static bool IsOfConnection(Exception exception) =>
        Find<HttpRequestException>(exception) is not null
        || Find<IOException>(exception) is not null
        || Find<SocketException>(exception) is not null;

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception is null ? null : exception as T ?? Find<T>(exception.InnerException);
}

using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using LoopWorker.Aws.Calls;
using Variables = System.Environment;

namespace LoopWorker.Aws.Credentials;

/// <summary>
/// Why there are no credentials, by the types and codes of what the SDK throws: its wording changes, and names neither file nor role.
/// </summary>
/// <remarks>
/// Sources: AWS STS API Reference, errors of AssumeRoleWithWebIdentity; AWS SDKs and Tools Reference Guide, "Container credential provider".
/// </remarks>
internal static class CredentialsFailures
{
    private const string TokenOfContainer = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    private const string WhereFrom =
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give the task or the service account a role.";

    private static readonly string[] OfContainer =
    [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    ];

    /// <param name="exception">What was thrown when credentials were asked for.</param>
    /// <param name="source">Who was asked; null if no source was found.</param>
    public static CredentialsException Explain(Exception exception, AWSCredentials? source)
    {
        var refusal = Find<AmazonServiceException>(exception);
        // The SDK does not tell it from an answer of the service.
        if (source is GenericContainerCredentials && UnreadableTokenOfContainer() is { } why)
            return new(CredentialsCause.Refused, why, exception);
        if (IsPassing(exception, refusal, source))
            return new(
                CredentialsCause.Delayed,
                $"AWS credentials cannot be had for now: {Asked(source)} {Trouble(exception, refusal)}{(source is null && !IsContainer ? $" {WhereFrom}" : "")}",
                exception
            );
        if (Find<Exception>(exception, IsOfFile) is { } unreadable)
            return new(CredentialsCause.Refused, OfFile(unreadable, source), exception);
        if (refusal is not null)
            return new(CredentialsCause.Refused, OfRefusal(refusal, source), exception);
        return source is null && Find<ProcessAWSCredentialException>(exception) is null
            ? new(CredentialsCause.Missing, OfNoSource(exception), exception)
            : new(
                CredentialsCause.Refused,
                $"The AWS credentials cannot be loaded: {FirstLine(exception.Message)}",
                exception
            );
    }

    private static bool IsPassing(Exception exception, AmazonServiceException? refusal, AWSCredentials? source) =>
        refusal switch
        {
            null => Find<Exception>(exception, IsOfConnection) is not null || IsOfInstance(source),
            // So the SDK reports all that the container's credentials service answers.
            { StatusCode: default(HttpStatusCode), ErrorCode: null or "" } => true,
            _ => refusal.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests
                || refusal.ErrorCode is "IDPCommunicationError" or "IDPCommunicationErrorException"
                || CommonErrors.Of(refusal.ErrorCode ?? "")
                    is CommonError.Throttled
                        or CommonError.Internal
                        or CommonError.Unavailable
                        or CommonError.TimedOut,
        };

    // A source that was found, for the metadata service answered once. The SDK keeps the type of its own one to itself.
    private static bool IsOfInstance(AWSCredentials? source) =>
        source?.GetType().Name.Contains("InstanceProfile", StringComparison.Ordinal) == true;

    // Something answered that is not the service, or nothing did.
    private static bool IsOfConnection(Exception exception) =>
        exception
            is HttpRequestException
                or HttpIOException
                or SocketException
                or WebException
                or TimeoutException
                or OperationCanceledException
                or JsonException
                or XmlException
                or AmazonUnmarshallingException;

    private static bool IsOfFile(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or SecurityException;

    private static string Asked(AWSCredentials? source) =>
        source switch
        {
            AssumeRoleWithWebIdentityCredentials or AssumeRoleAWSCredentials =>
                $"STS, asked for the role {RoleOf(source)},",
            _ when IsOfInstance(source) => "the instance's metadata service (IMDS)",
            _ when IsContainer => "the container's credentials service",
            _ => "the service that gives them",
        };

    private static string Trouble(Exception exception, AmazonServiceException? refusal) =>
        refusal is { ErrorCode.Length: > 0 } ? $"fails or throttles ({refusal.ErrorCode})."
        : refusal is { StatusCode: not default(HttpStatusCode) and var status } ? $"fails ({(int)status})."
        : refusal is not null ? $"fails: {FirstLine(refusal.Message)}"
        : Find<TimeoutException>(exception) is not null ? "does not answer in time."
        : Find<OperationCanceledException>(exception) is not null ? "does not answer in time."
        : $"cannot be reached ({exception.GetBaseException().GetType().Name}).";

    private static string OfFile(Exception unreadable, AWSCredentials? source) =>
        (source as AssumeRoleWithWebIdentityCredentials)?.WebIdentityTokenFile is { } token
            ? $"The web identity token file '{token}' cannot be read ({Reason(unreadable)}): mount the service account's token there, readable for this user, or correct AWS_WEB_IDENTITY_TOKEN_FILE."
            : $"A file that the AWS credentials come from cannot be read: {FirstLine(unreadable.Message)}";

    private static string? UnreadableTokenOfContainer()
    {
        if (Variables.GetEnvironmentVariable(TokenOfContainer) is not { Length: > 0 } token)
            return null;
        try
        {
            File.OpenRead(token).Dispose();
            return null;
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            return $"The token file '{token}' of the container's credentials cannot be read ({Reason(exception)}): mount it, readable for this user, or correct {TokenOfContainer}.";
        }
    }

    private static string Reason(Exception unreadable) =>
        unreadable switch
        {
            FileNotFoundException or DirectoryNotFoundException => "it does not exist",
            UnauthorizedAccessException or SecurityException => "no permission, or it is a directory",
            _ => FirstLine(unreadable.Message),
        };

    private static string OfRefusal(AmazonServiceException refusal, AWSCredentials? source)
    {
        var said = $"{refusal.ErrorCode ?? $"{(int)refusal.StatusCode}"}: {FirstLine(refusal.Message)}";
        return source switch
        {
            AssumeRoleWithWebIdentityCredentials web =>
                $"The role {web.RoleArn} may not be assumed with the token in '{web.WebIdentityTokenFile}' ({said}): the role's trust policy must allow sts:AssumeRoleWithWebIdentity to the cluster's OIDC provider and this service account.",
            _ when RoleOf(source) is { } role =>
                $"The role {role} may not be assumed ({said}): its trust policy must allow sts:AssumeRole to the profile's source credentials, and they must be valid.",
            _ => $"The AWS credentials cannot be loaded ({said}): correct their source.",
        };
    }

    private static string? RoleOf(AWSCredentials? source) =>
        source switch
        {
            AssumeRoleWithWebIdentityCredentials web => web.RoleArn,
            AssumeRoleAWSCredentials assumed => assumed.RoleArn,
            _ => null,
        };

    private static string OfNoSource(Exception exception) =>
        exception is ProfileNotFoundException ? $"The AWS profile cannot be used: {FirstLine(exception.Message)}"
        : Variables.GetEnvironmentVariable("AWS_WEB_IDENTITY_TOKEN_FILE") is { Length: > 0 } token
            ? $"The web identity cannot be used: AWS_WEB_IDENTITY_TOKEN_FILE ('{token}') must be an absolute path, and AWS_ROLE_ARN must name the role."
        : Variables.GetEnvironmentVariable("AWS_PROFILE") is { Length: > 0 } profile
            ? $"The AWS profile '{profile}' (AWS_PROFILE) gives no credentials: correct it, or sign in to it again (aws sso login)."
        : $"There are no AWS credentials. {WhereFrom}";

    private static bool IsContainer =>
        OfContainer.Any(name => Variables.GetEnvironmentVariable(name) is { Length: > 0 });

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private static T? Find<T>(Exception exception, Func<Exception, bool>? where = null)
        where T : Exception
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
            if (inner is T found && where?.Invoke(found) != false)
                return found;
        return null;
    }
}

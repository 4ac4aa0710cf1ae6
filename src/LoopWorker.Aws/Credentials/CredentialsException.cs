namespace LoopWorker.Aws.Credentials;

/// <summary>Why there are no credentials.</summary>
public enum CredentialsCause
{
    /// <summary>No source has any.</summary>
    Missing,

    /// <summary>The source that is set up gives none until somebody mends something.</summary>
    Refused,

    /// <summary>The service that gives them throttles, fails or does not answer: it may give them later.</summary>
    Delayed,
}

/// <summary>There are no credentials to sign a call with, so it was not sent. The message says what to do.</summary>
public sealed class CredentialsException(CredentialsCause reason, string message, Exception cause)
    : Exception(message, cause)
{
    /// <summary>Whether to wait or to mend.</summary>
    public CredentialsCause Reason { get; } = reason;
}

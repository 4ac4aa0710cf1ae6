using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace LoopWorker.Aws.Credentials;

/// <summary>
/// Credentials whose absence is explained. The SDK itself reports it as it reports a call that failed, by exceptions of many types: only
/// here is it certain that a failure is one of credentials.
/// </summary>
/// <param name="given">The credentials; null for the SDK's chain.</param>
/// <param name="config">The client's configuration, which may name a profile.</param>
public sealed class ExplainedCredentials(AWSCredentials? given, IClientConfig config) : AWSCredentials
{
    /// <summary>
    /// Waits until there are credentials, no longer than the token allows. The SDK would wait for minutes, and where DynamoDB is called,
    /// with its thread blocked; afterwards it finds them at hand.
    /// </summary>
    /// <exception cref="CredentialsException">If there are none.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var source = given;
        try
        {
            await GetAsync().WaitAsync(cancellation);
        }
        catch (Exception exception)
        {
            throw CredentialsFailures.Explain(exception, source);
        }

        async Task GetAsync()
        {
            source ??= await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(config);
            await source.GetCredentialsAsync();
        }
    }

    /// <exception cref="CredentialsException">If there are none.</exception>
    public override ImmutableCredentials GetCredentials()
    {
        var source = given;
        try
        {
            source ??= DefaultAWSCredentialsIdentityResolver.GetCredentials(config);
            return source.GetCredentials();
        }
        catch (Exception exception)
        {
            throw CredentialsFailures.Explain(exception, source);
        }
    }

    /// <exception cref="CredentialsException">If there are none.</exception>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        var source = given;
        try
        {
            source ??= await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(config);
            return await source.GetCredentialsAsync();
        }
        catch (Exception exception)
        {
            throw CredentialsFailures.Explain(exception, source);
        }
    }
}

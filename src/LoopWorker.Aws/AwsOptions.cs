using Amazon.Runtime;

namespace LoopWorker.Aws;

/// <summary>How a service of AWS is reached. All of it is optional: by default the environment decides, as for every AWS SDK.</summary>
/// <remarks>
/// The SDK's standard sources: AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL and its kin for one service (AWS_ENDPOINT_URL_SQS); and
/// for credentials the variables, profiles, web identity (Kubernetes), containers (ECS, EKS Pod Identity) and instance metadata.
/// </remarks>
public abstract record AwsOptions
{
    /// <summary>Where the service answers, an emulator for example; null for what the environment names, else AWS in the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region, <c>eu-central-1</c> for example; null for the environment's.</summary>
    public string? Region { get; init; }

    /// <summary>The credentials; null for the SDK's chain. Meant for tests.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>How often a request is tried in all while it fails for passing reasons, 1 or more.</summary>
    /// <remarks>
    /// At most so often: the SDK has one quota of retries for each endpoint, which only successes refill. When a long outage
    /// has used it up, a request is tried once.
    /// </remarks>
    public int Attempts { get; init; } = 3;

    /// <summary>How long one attempt may take until its answer is read whole.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call may take with all its attempts.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection is used before a new one asks the name servers again.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many connections there are at most; further calls wait for one.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;
}

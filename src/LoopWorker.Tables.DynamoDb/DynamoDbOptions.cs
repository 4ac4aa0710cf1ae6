using Amazon.Runtime;

namespace LoopWorker.Tables.DynamoDb;

/// <summary>How DynamoDB is reached. All of it is optional: by default the environment decides, as for every AWS SDK.</summary>
/// <remarks>
/// The SDK's standard sources: AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL; and for credentials
/// the variables, profiles, web identity (Kubernetes), containers (ECS, EKS Pod Identity) and instance metadata.
/// </remarks>
public sealed record DynamoDbOptions
{
    /// <summary>Where DynamoDB answers; null for what the environment names, else AWS in the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region; null for the environment's.</summary>
    public string? Region { get; init; }

    /// <summary>The credentials; null for the SDK's chain. Meant for tests.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>How often a request is tried in all while it fails for passing reasons, 1 or more.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How often what a batch leaves unprocessed is sent in all, 1 or more.</summary>
    public int UnprocessedRounds { get; init; } = 8;

    /// <summary>How long one attempt may take until its answer is read whole.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call may take with all attempts and rounds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection is used before a new one asks the name servers again.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many connections there are at most; further calls wait for one.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How long a new table may take to become active.</summary>
    public TimeSpan CreationTimeout { get; init; } = TimeSpan.FromMinutes(5);
}

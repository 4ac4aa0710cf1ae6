using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace LoopWorker.Tables.DynamoDb.Client;

/// <summary>The SDK's configuration made from ours and the environment's.</summary>
internal static class ClientConfiguration
{
    /// <exception cref="TableException"><see cref="TableErrors.RegionMissing"/> if no one names a region.</exception>
    public static AmazonDynamoDBConfig Of(DynamoDbOptions options)
    {
        var configuration = new AmazonDynamoDBConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Attempts - 1,
            // Sockets that went stale are the HTTP client's business, which sends again only what was not received.
            MaxStaleConnectionRetries = 0,
            Timeout = options.AttemptTimeout,
            HttpClientFactory = new Connections(options),
            HttpClientCacheSize = 1,
        };
        if (options.Region is not null)
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        // Reading the region first is what makes the SDK look for an endpoint in the environment.
        var region = configuration.RegionEndpoint?.SystemName ?? throw RegionMissing();
        if (options.Endpoint is not null)
        {
            // This clears the region, so signatures have to be told.
            configuration.ServiceURL = options.Endpoint.ToString();
            configuration.AuthenticationRegion = region;
        }
        return configuration;
    }

    private static TableException RegionMissing() =>
        new(
            TableErrors.RegionMissing,
            "No AWS region is set for DynamoDB: set the variable AWS_REGION, or the region of the profile in use (AWS_PROFILE)"
        );
}

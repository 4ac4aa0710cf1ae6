using Amazon;
using Amazon.Runtime;
using LoopWorker.Aws.Http;

namespace LoopWorker.Aws;

/// <summary>The SDK's configuration made from ours and the environment's.</summary>
public static class ClientConfiguration
{
    /// <param name="config">The configuration of one service's client.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="outermost">What sees requests first and answers last, if anything of the service's own does.</param>
    /// <returns>The region to work in; null if no one names one, and then the configuration is of no use.</returns>
    public static string? Apply(
        ClientConfig config,
        AwsOptions options,
        Func<HttpMessageHandler, HttpMessageHandler>? outermost = null
    )
    {
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = options.Attempts - 1;
        // They come on top of the attempts, ten by default, and can do a send twice. Sockets that went stale are the HTTP
        // client's business, which sends again only what was not received.
        config.MaxStaleConnectionRetries = 0;
        config.HttpClientFactory = new Connections(options, outermost);
        config.HttpClientCacheSize = 1;
        if ((options.Region ?? RegionOfTheCommandLine()) is { } wanted)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(wanted);
        // Reading the region first is what makes the SDK look for an endpoint in the environment; the other way round it is
        // lost, and AWS itself is called.
        if (config.RegionEndpoint?.SystemName is not { } region)
            return null;
        if ((options.Endpoint?.ToString() ?? config.ServiceURL) is { } endpoint)
        {
            // This clears the region, so signatures have to be told.
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }
        return region;
    }

    // The AWS command line, and the SDKs of other languages, read this one too. AWS_REGION and a profile go before it; what the SDK itself
    // would ask after those is only the machine.
    private static string? RegionOfTheCommandLine() =>
        Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") is { Length: > 0 } region
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_REGION"))
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_PROFILE"))
            ? region
            : null;
}

using Amazon;
using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs.Client;

/// <summary>The settings of either client. The order of its steps matters: see within.</summary>
internal static class ClientSettings
{
    /// <summary>Above the longest poll, so that it never cuts one; each call has its own, shorter time-out as well.</summary>
    private static readonly TimeSpan HttpTimeout = QueueLimits.MaximumWait + TimeSpan.FromSeconds(20);

    /// <exception cref="QueueException">
    /// With <see cref="QueueErrors.ConfigurationInvalid"/> if neither region nor endpoint is given anywhere.
    /// </exception>
    public static TConfig Apply<TConfig>(SqsOptions options, TConfig config)
        where TConfig : ClientConfig
    {
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = options.Attempts - 1;
        // They come on top of the attempts, ten by default, and can do a send twice.
        config.MaxStaleConnectionRetries = 0;
        config.Timeout = HttpTimeout;
        config.HttpClientFactory = new BufferingHttpClientFactory();
        // Read before the endpoint: the region's getter clears an endpoint that the environment gives.
        var region = options.Region is { } name ? RegionEndpoint.GetBySystemName(name) : config.RegionEndpoint;
        var endpoint = options.Endpoint?.ToString() ?? config.ServiceURL;
        if (endpoint is not null)
        {
            // Clears the region, which signing still needs.
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region?.SystemName ?? config.AuthenticationRegion;
        }
        else
            config.RegionEndpoint = region ?? throw MissingRegion();
        return config;
    }

    public static string RegionOf(IClientConfig config) =>
        config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion ?? "";

    public static string HostOf(IClientConfig config) =>
        config.ServiceURL is { } url ? new Uri(url).Authority : $"sqs.{RegionOf(config)}";

    private static QueueException MissingRegion() =>
        new(
            QueueErrors.ConfigurationInvalid,
            "SQS has no region: set AWS_REGION, a region in the AWS profile, or AWS_ENDPOINT_URL_SQS for an emulator."
        );
}

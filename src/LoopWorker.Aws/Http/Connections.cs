using Amazon.Runtime;

namespace LoopWorker.Aws.Http;

/// <summary>Makes the HTTP client of one SDK client, which keeps it and disposes of it.</summary>
internal sealed class Connections(AwsOptions options, Func<HttpMessageHandler, HttpMessageHandler>? outermost)
    : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            // A name's addresses change when AWS moves; connections that never end would not notice.
            PooledConnectionLifetime = options.ConnectionLifetime,
            // AWS takes no trace context here, and each request would make a span of its own to carry it.
            ActivityHeadersPropagator = null,
        };
        HttpMessageHandler own = new OwnAnswers(new BufferingHandler(sockets));
        // The configuration's own time-out does nothing where the HTTP client is ours.
        return new HttpClient(outermost?.Invoke(own) ?? own) { Timeout = options.AttemptTimeout };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    // None: no sharing among SDK clients.
    public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
}

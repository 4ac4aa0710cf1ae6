using Amazon.Runtime;
using LoopWorker.Tables.DynamoDb.Client.Failures;

namespace LoopWorker.Tables.DynamoDb.Client;

/// <summary>Makes the HTTP client of one SDK client, which keeps it and disposes of it.</summary>
internal sealed class Connections(DynamoDbOptions options) : HttpClientFactory
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
        };
        var own = new OwnAnswers(new BufferingHandler(sockets));
        return new HttpClient(new FailureCapture(own)) { Timeout = options.AttemptTimeout };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    // None: no sharing among SDK clients.
    public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
}

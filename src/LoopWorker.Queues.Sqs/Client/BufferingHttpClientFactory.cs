using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs.Client;

/// <summary>Makes the HTTP client of an SQS client; the SDK keeps one and disposes of it.</summary>
internal sealed class BufferingHttpClientFactory : HttpClientFactory
{
    /// <summary>So that a change of DNS is followed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = ConnectTimeout,
        };
        if (clientConfig.GetWebProxy() is { } proxy)
            connections.Proxy = proxy;
        return new HttpClient(new BufferingHandler(connections)) { Timeout = clientConfig.Timeout!.Value };
    }

    // The SDK parses bodies synchronously: only what has fully arrived does not block a thread.
    private sealed class BufferingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            try
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}

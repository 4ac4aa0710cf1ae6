using System.Net.Sockets;
using LoopWorker.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LoopWorker.Health;

/// <summary>
/// Serves the health port, from before the worker opens its queues until after it has ended: a hosted service that is registered
/// before the worker starts before it and stops after it.
/// </summary>
/// <remarks>
/// It is Kestrel by itself. What a web application puts around it (routing, a host of its own) would answer four paths no better, and
/// makes the native program a megabyte larger.
/// </remarks>
public sealed class HealthServer : IHostedService, IDisposable
{
    // Probes come one at a time, a scrape beside them.
    private const int Connections = 32;

    private readonly int _port;
    private readonly HealthApplication _application;
    private readonly KestrelServer _server;

    /// <param name="port">Where it listens, on all interfaces: probes come from a pod's node, not from the pod.</param>
    /// <param name="paths">What it serves.</param>
    public HealthServer(int port, IEnumerable<ServedPath> paths)
    {
        _port = port;
        _application = new HealthApplication(paths);
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = Connections;
        options.Limits.MaxRequestBodySize = 0;
        options.ListenAnyIP(port, listen => listen.Protocols = HttpProtocols.Http1);
        // Whatever is wrong with a request concerns whoever sent it.
        var silent = NullLoggerFactory.Instance;
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), silent),
            silent
        );
    }

    /// <exception cref="SettingsException">If the port cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(_application, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new SettingsException([
                $"Health:Port is {_port}: {ReasonOf(exception)} Set another port, or 0 for none.",
            ]);
        }
    }

    private static string ReasonOf(Exception exception) =>
        exception switch
        {
            _ when exception.GetBaseException()
                    is AddressInUseException
                        or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
                "another program listens on it.",
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                "this user may not listen on it, as on most systems on those below 1024.",
            _ => $"it cannot be listened on ({exception.Message}).",
        };

    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public void Dispose() => _server.Dispose();
}

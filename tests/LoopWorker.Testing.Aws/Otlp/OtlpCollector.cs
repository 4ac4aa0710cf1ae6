using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LoopWorker.Testing.Aws.Otlp;

/// <summary>A collector of OTLP, over gRPC or HTTP, that keeps what it is sent.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    // Before a message of gRPC: whether it is compressed, and its length.
    private const int GrpcPrefix = 5;

    private readonly WebApplication _server;
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<CollectedSpan> _spans = new();
    private readonly ConcurrentQueue<CollectedMetric> _metrics = new();
    private readonly ConcurrentQueue<CollectedLog> _logs = new();

    private OtlpCollector(OtlpProtocol protocol)
    {
        Protocol = protocol;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
            options.Listen(
                IPAddress.Loopback,
                0,
                listen => listen.Protocols = protocol == OtlpProtocol.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1
            )
        );
        _server = builder.Build();
        _server.Run(TakeAsync);
    }

    public OtlpProtocol Protocol { get; }

    /// <summary>The answer to everything, instead of 200.</summary>
    public int? Status { get; set; }

    public IReadOnlyList<CollectedSpan> Spans => [.. _spans];

    public IReadOnlyList<CollectedMetric> Metrics => [.. _metrics];

    public IReadOnlyList<CollectedLog> Logs => [.. _logs];

    /// <summary>Every body as it arrived.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _bodies];

    /// <summary>How a program is told to send here, and often.</summary>
    public IReadOnlyList<(string Name, string? Value)> Variables =>
        [
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                _server
                    .Services.GetRequiredService<IServer>()
                    .Features.Get<IServerAddressesFeature>()!
                    .Addresses.Single()
            ),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", Protocol == OtlpProtocol.Grpc ? "grpc" : "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
        ];

    public static async Task<OtlpCollector> StartAsync(OtlpProtocol protocol)
    {
        var collector = new OtlpCollector(protocol);
        await collector._server.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (Status is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }
        Keep(context.Request.Path, body.ToArray());
        if (Protocol == OtlpProtocol.Http)
        {
            context.Response.ContentType = "application/x-protobuf";
            return;
        }
        // An empty message, and that all is well.
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void Keep(string path, byte[] body)
    {
        _bodies.Enqueue(body);
        foreach (var bytes in Protocol == OtlpProtocol.Grpc ? Messages(body) : [body])
        {
            var request = ProtobufMessage.Parse(bytes);
            if (path.Contains("trace", StringComparison.Ordinal))
                foreach (var span in CollectedTelemetry.Spans(request))
                    _spans.Enqueue(span);
            else if (path.Contains("metrics", StringComparison.Ordinal))
                foreach (var metric in CollectedTelemetry.Metrics(request))
                    _metrics.Enqueue(metric);
            else
                foreach (var log in CollectedTelemetry.Logs(request))
                    _logs.Enqueue(log);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> body)
    {
        while (!body.IsEmpty)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(body.Span[1..GrpcPrefix]);
            yield return body[GrpcPrefix..(GrpcPrefix + length)];
            body = body[(GrpcPrefix + length)..];
        }
    }
}

/// <summary>What OTLP is sent by.</summary>
public enum OtlpProtocol
{
    Grpc,
    Http,
}

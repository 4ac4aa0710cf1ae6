using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using LoopWorker.Testing.Aws.Otlp;

namespace LoopWorker.EndToEndTests.Telemetry;

/// <summary>Collectors that do not do their part.</summary>
public sealed class CollectorTests
{
    // The exporter by itself would wait some 13 seconds, whatever the machine.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    private static readonly string Event =
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y1","user_pubkey":"u1","amount":5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";

    /// <summary>What a collector does.</summary>
    public enum Collector
    {
        Down,
        Hanging,
        Failing,
    }

    [Theory]
    [InlineData(Collector.Down, OtlpProtocol.Grpc)]
    [InlineData(Collector.Down, OtlpProtocol.Http)]
    [InlineData(Collector.Hanging, OtlpProtocol.Grpc)]
    [InlineData(Collector.Hanging, OtlpProtocol.Http)]
    [InlineData(Collector.Failing, OtlpProtocol.Http)]
    public async Task It_costs_the_worker_nothing_but_the_data(Collector collector, OtlpProtocol protocol)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await deployment.SendAsync([Event]);
        await using var failing = await OtlpCollector.StartAsync(protocol);
        failing.Status = 503;
        // Takes connections, and says nothing.
        using var hanging = new TcpListener(IPAddress.Loopback, 0);
        if (collector == Collector.Hanging)
            hanging.Start();
        var endpoint = collector switch
        {
            Collector.Hanging => $"http://{hanging.LocalEndpoint}",
            Collector.Down => "http://127.0.0.1:1",
            _ => failing.Variables[0].Value,
        };
        await using var worker = WorkerProgram.Start(
            deployment.With([.. failing.Variables.Skip(1), ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)]),
            "run"
        );

        await deployment.WaitForMarkersAsync(1);
        await deployment.WaitUntilSettledAsync();
        var stop = worker.StopAsync();
        await worker.SaysAsync("this worker settled");
        var begun = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await stop).ExitCode);
        Assert.True(Stopwatch.GetElapsedTime(begun) < LongestStop);
        Assert.DoesNotContain("   at ", string.Join('\n', worker.Errors), StringComparison.Ordinal);
    }
}

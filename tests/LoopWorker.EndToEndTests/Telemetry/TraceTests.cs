using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;
using LoopWorker.Testing;
using LoopWorker.Testing.Aws.Otlp;

namespace LoopWorker.EndToEndTests.Telemetry;

/// <summary>What a collector is sent of an event on its way, by either protocol of OTLP.</summary>
public sealed class TraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string ProducerSpan = "00f067aa0ba902b7";
    private const string User = "uTraced7Q";
    private const string Fingerprint = "fpTraced7Q";
    private const string Garbage = "no event 7Qz";
    private const string Merchant = "merchantTraced7Q";
    private const string Transaction = "tTraced7Q";

    private const string Card =
        $$"""{"type":"loop.card.link.v1","data":{"card_fingerprint":"{{Fingerprint}}","user_pubkey":"{{User}}","card_last4":"4242"} }""";

    private const string Wishes =
        $$"""{"type":"loop.preferences.v1","data":{"user_pubkey":"{{User}}","preferences":{"notifications":{"on_capture":true,"min_notify_amount":0} } } }""";

    private static readonly string Sale =
        $$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{Transaction}}","processor":"square","merchant_id":"{{Merchant}}","amount_cents":1250,"card_fingerprint":"{{Fingerprint}}","occurred_at":"{{EventMessage.AnHourAgo}}"} }""";

    private static readonly IReadOnlyDictionary<string, MessageAttribute> Producer = TraceContext.ToAttributes(
        TraceContext.Of($"00-{TraceId}-{ProducerSpan}-01", "vendor=value")
    );

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.Http)]
    public async Task One_trace_leads_from_the_producer_by_two_services_to_the_notification(OtlpProtocol protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(protocol);
        var deployment = new Deployment(SharedEndpoints.Current, settings: [("Routing:Queue", Routing())]);
        await deployment.ProvisionAsync();
        await deployment.SendAsync([Card, Wishes]);
        await SendAsync(deployment, new OutgoingMessage(Sale) { Attributes = Producer });

        CommandResult routed;
        CommandResult applied;
        await using (var router = Start(deployment, collector, "router", "route"))
        await using (var applier = Start(deployment, collector, "applier", "apply"))
        {
            await deployment.WaitForMarkersAsync(1);
            await deployment.WaitUntilSettledAsync(deployment.Environment[Deployment.Variable("Routing:Queue")]);
            (routed, applied) = (await router.StopAsync(), await applier.StopAsync());
        }
        Assert.Equal((0, 0), (routed.ExitCode, applied.ExitCode));

        var spans = collector.Spans.Where(span => span.TraceId == TraceId).ToList();
        var routing = Assert.Single(spans, span => span is { Service: "router", Kind: CollectedSpanKind.Consumer });
        var processing = Assert.Single(spans, span => span is { Service: "applier", Kind: CollectedSpanKind.Consumer });
        Assert.All([routing, processing], span => Assert.Equal(ProducerSpan, span.ParentId));
        Assert.All([routing, processing], span => Assert.Contains((TraceId, ProducerSpan), span.Links));
        Assert.Equal($"process {deployment.Events}", routing.Name);
        Assert.Equal(
            ("aws_sqs", "routed"),
            (routing.Attributes["messaging.system"], routing.Attributes["loopworker.outcome"])
        );
        Assert.Equal("captured", processing.Attributes["loopworker.outcome"]);
        Assert.Contains(Of(routing), span => span.Name == $"receive {deployment.Events}");
        Assert.Contains(Of(routing), span => span.Name == $"delete {deployment.Events}");
        var commit = Assert.Single(Of(processing), span => span.Name == $"commit {deployment.Table}");
        Assert.Equal(CollectedSpanKind.Client, commit.Kind);
        Assert.Contains((TraceId, processing.SpanId), commit.Links);
        Assert.Contains((TraceId, commit.SpanId), processing.Links);
        var sent = Assert.Single(Of(processing), span => span.Name == $"send {deployment.Notifications}");
        Assert.Equal(CollectedSpanKind.Producer, sent.Kind);

        var notification = Assert.Single(await TakeAsync(deployment, deployment.Notifications));
        var parent = $"00-{TraceId}-{sent.SpanId}-01";
        Assert.Equal(
            (parent, "vendor=value"),
            (Attribute(notification, "traceparent"), Attribute(notification, "tracestate"))
        );
        using var envelope = JsonDocument.Parse(notification.Body);
        Assert.Equal(parent, envelope.RootElement.GetProperty("traceparent").GetString());

        // Nothing of what the event says, whom it concerns or how the services are reached leaves the worker.
        Unsaid.AssertNotIn(collector, [routed.Error, applied.Error], User, Fingerprint, Merchant, Transaction);

        IEnumerable<CollectedSpan> Of(CollectedSpan parent) => spans.Where(span => span.ParentId == parent.SpanId);
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_trace_and_is_logged_under_it()
    {
        await using var collector = await OtlpCollector.StartAsync(OtlpProtocol.Http);
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await SendAsync(deployment, new OutgoingMessage(Garbage) { Attributes = Producer });
        await using var worker = WorkerProgram.Start(deployment.With(collector.Variables), "run");
        var line = await worker.SaysAsync("Dead letter from");
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
        Unsaid.AssertNotIn(collector, worker.Errors, Garbage);

        Assert.Contains(TraceId, line, StringComparison.Ordinal);
        Assert.Contains("invalid_json", line, StringComparison.Ordinal);
        var logged = Assert.Single(
            collector.Logs,
            log => log.Body.StartsWith("Dead letter from", StringComparison.Ordinal)
        );
        Assert.Equal(TraceId, logged.TraceId);
        var letter = Assert.Single(await TakeAsync(deployment, deployment.DeadLetters));
        Assert.Equal($"00-{TraceId}-{ProducerSpan}-01", Attribute(letter, "traceparent"));
        Assert.Contains(
            collector.Spans,
            span => span.TraceId == TraceId && span.Name == $"send {deployment.DeadLetters}"
        );
    }

    private static string Routing() => $"lw-{Core.Randomness.Unseeded().NextId()}"[..15] + "-routing.fifo";

    private static WorkerProgram Start(Deployment deployment, OtlpCollector collector, string service, string stage) =>
        WorkerProgram.Start(
            deployment.With([.. collector.Variables, ("OTEL_SERVICE_NAME", service)]),
            "run",
            "--stage",
            stage
        );

    private static async Task SendAsync(Deployment deployment, OutgoingMessage message)
    {
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await queues.OpenAsync(deployment.Events, CancellationToken.None);
        Assert.All(await queue.SendAsync([message], CancellationToken.None), sent => Assert.Null(sent.Error));
    }

    private static async Task<IReadOnlyList<ReceivedMessage>> TakeAsync(Deployment deployment, string name)
    {
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await queues.OpenAsync(name, CancellationToken.None);
        return await queue.ReceiveAsync(new ReceiveRequest { Wait = TimeSpan.FromSeconds(5) }, CancellationToken.None);
    }

    private static string? Attribute(ReceivedMessage message, string name) =>
        message.Attributes.GetValueOrDefault(name)?.Text;
}

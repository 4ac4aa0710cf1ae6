using LoopWorker.Core.Telemetry;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Telemetry;
using LoopWorker.Testing;
using LoopWorker.Testing.Aws.Otlp;

namespace LoopWorker.EndToEndTests.Telemetry;

/// <summary>A worker to which everything happens that it measures.</summary>
public sealed class MetricTests
{
    private const string User = "uMeasured7Q";
    private const string Fingerprint = "fpMeasured7Q";
    private const string Transaction = "tMeasured7Q";
    private const string Garbage = "no event 7Qz";

    private const string Card =
        $$"""{"type":"loop.card.link.v1","data":{"card_fingerprint":"{{Fingerprint}}","user_pubkey":"{{User}}","card_last4":"4242"} }""";

    private const string Wishes =
        $$"""{"type":"loop.preferences.v1","data":{"user_pubkey":"{{User}}","preferences":{"notifications":{"on_capture":true,"min_notify_amount":0} } } }""";

    private static readonly IReadOnlyList<string> Documented =
    [
        .. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "observability.md"))
            .Split('`')
            .Where(word => word.StartsWith("dotnet.", StringComparison.Ordinal)),
    ];

    [Fact]
    public async Task Every_metric_arrives_that_is_documented_and_none_that_is_not()
    {
        var port = FreePort.Find();
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings:
            [
                ("Queues:Sources:0:VisibilityTimeout", "00:00:02"),
                ("Capture:UnknownCard", "Park"),
                ("Health:Port", $"{port}"),
                ("Health:Metrics", "true"),
                // Those of the first and the third sale.
                ("Notifications:MaxPerUserAndHour", "2"),
            ]
        );
        await deployment.ProvisionAsync();
        await deployment.SendAsync([Card, Wishes, Sale(1, Fingerprint)]);
        await deployment.RunAsync("run", "--until-drained");
        await SpoilContextAsync(deployment, $"{User}2");

        await using var collector = await OtlpCollector.StartAsync(OtlpProtocol.Http);
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        await using var worker = WorkerProgram.Start(
            deployment.With([
                .. collector.Variables,
                ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
                ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString()),
            ]),
            "run"
        );

        // A repeat that only the table knows cancels a transaction; a card is unknown, a message no event, a context unreadable.
        await deployment.SendAsync([Sale(1, Fingerprint), Sale(2, $"{Fingerprint}9"), Yield("y1", $"{User}2")]);
        await SendBodyAsync(deployment, Garbage);
        await MeasuredAsync(Metrics.Conflicts, Metrics.Parked, Metrics.DeadLetters, Metrics.Retries);

        var throttles = 6;
        dynamoDb.Instead = request =>
            request.Operation == "TransactWriteItems" && throttles-- > 0
                ? ScriptedAnswer.Error(
                    "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                    "Throttled."
                )
                : null;
        await deployment.SendAsync([Sale(3, Fingerprint)]);
        await MeasuredAsync(Metrics.Throttles, Metrics.HeldBack, Metrics.Notifications);

        // A transaction takes longer than the message stays hidden: the lease is extended, and lost when that fails.
        dynamoDb.Around = async (request, forward) =>
        {
            if (request.Operation == "TransactWriteItems")
                await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
            return await forward();
        };
        await deployment.SendAsync([Sale(4, Fingerprint)]);
        await MeasuredAsync(Metrics.LeasesExtended, Metrics.Withheld);
        sqs.Instead = request => request.Operation == "ChangeMessageVisibilityBatch" ? ScriptedAnswer.Hangup : null;
        await deployment.SendAsync([Sale(5, Fingerprint)]);
        await MeasuredAsync(Metrics.LeasesLost);
        sqs.Instead = _ => null;
        dynamoDb.Around = (_, forward) => forward();
        await AssertServedAsync(port);
        var stopped = await worker.StopAsync();
        // 3: a message whose lease is lost may still be in hand.
        Assert.True(stopped.ExitCode is 0 or 3, stopped.Error);
        Unsaid.AssertNotIn(collector, worker.Errors, User, Fingerprint, Transaction, Garbage);

        var collected = collector.Metrics.GroupBy(metric => metric.Name).ToDictionary(group => group.Key);
        var ours = collected.Keys.Where(name => !name.StartsWith("dotnet.", StringComparison.Ordinal));
        Assert.Equal(Metrics.All.Select(metric => metric.Name).Order(), ours.Order());
        Assert.All(collected.Keys.Except(ours), name => Assert.Contains(name, Documented));
        foreach (var metric in Metrics.All)
        foreach (var arrived in collected[metric.Name])
        {
            Assert.Equal((metric.Unit, KindOf(metric)), (arrived.Unit, arrived.Kind));
            Assert.All(
                arrived.Points.SelectMany(point => point.Keys),
                name => Assert.Contains(name, metric.Attributes)
            );
        }

        Task MeasuredAsync(params Metric[] metrics) =>
            Eventually.HoldsAsync(
                () => metrics.All(metric => collector.Metrics.Any(arrived => arrived.Name == metric.Name)),
                $"Not measured: {string.Join(", ", metrics.Select(metric => metric.Name))}; the worker said:\n{string.Join('\n', worker.Errors)}"
            );
    }

    // For Prometheus they have the names by which dashboard and alerts ask for them. How long the drain took is not known yet.
    private static async Task AssertServedAsync(int port)
    {
        var served = await Scrape.OfAsync(port);
        var known = Metrics
            .All.Where(metric => metric != Metrics.DrainDuration)
            .ToDictionary(PrometheusNames.Family, metric => metric);
        var runtime = RuntimeMetrics
            .Of(TelemetryExport.RuntimeMeter)
            .ToDictionary(
                metric => PrometheusNames.Family(metric.Name, metric.Unit, metric.Kind),
                metric => metric.Kind
            );
        var ours = served.Keys.Where(name => !name.StartsWith("dotnet_", StringComparison.Ordinal)).ToList();
        Assert.Equal(known.Keys.Order(), ours.Order());
        foreach (var name in ours)
        {
            Assert.Equal(known[name].Kind, served[name].Kind);
            Assert.Subset(known[name].Attributes.Select(PrometheusNames.Label).ToHashSet(), served[name].Labels);
        }
        foreach (var name in served.Keys.Except(ours))
            Assert.Equal(runtime[name], served[name].Kind);
    }

    private static string KindOf(Metric metric) =>
        metric.Kind == MetricKind.Counter ? "sum" : metric.Kind.ToString().ToLowerInvariant();

    private static string Sale(int number, string card) =>
        $$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{Transaction}}{{number}}","processor":"square","merchant_id":"m1","amount_cents":1250,"card_fingerprint":"{{card}}","occurred_at":"{{EventMessage.AnHourAgo}}"} }""";

    private static string Yield(string id, string user) =>
        $$"""{"type":"loop.vault.yield.v1","data":{"event_id":"{{id}}","user_pubkey":"{{user}}","amount":5,"occurred_at":"{{EventMessage.AnHourAgo}}"} }""";

    private static async Task SendBodyAsync(Deployment deployment, string body)
    {
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await queues.OpenAsync(deployment.Events, CancellationToken.None);
        await queue.SendAsync([new(body)], CancellationToken.None);
    }

    private static async Task SpoilContextAsync(Deployment deployment, string user)
    {
        using var tables = AwsClients.Tables(SharedEndpoints.Current);
        var key = Keys.Context(user);
        var item = new Item(key)
            .With(Attributes.ContextData, "{")
            .With(Attributes.Version, 1L)
            .With(Attributes.UpdatedAt, 1L);
        await tables.Open(deployment.Table).PutAsync(new Put(item), CancellationToken.None);
    }
}

using System.Diagnostics;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests;

/// <summary>What a worker does that meets trouble while it works.</summary>
public sealed class TroubleTests(ITestOutputHelper output)
{
    // Six tries of three attempts each: then a pause may last as long as ever.
    private const int FirstCalls = 18;

    private static readonly string Event = Yield(1);

    [Theory]
    [InlineData("TransactWriteItems", "AccessDeniedException", "dynamodb:PutItem")]
    [InlineData("BatchGetItem", "ResourceNotFoundException", "loopworker provision")]
    [InlineData("BatchGetItem", "ExpiredTokenException", "AWS_SESSION_TOKEN")]
    public async Task What_only_an_operator_can_mend_on_the_table_ends_the_worker_and_leaves_the_message(
        string operation,
        string error,
        string remedy
    )
    {
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings: [("Queues:Sources:0:VisibilityTimeout", "00:00:02")]
        );
        await deployment.ProvisionAsync();
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        dynamoDb.Instead = request =>
            request.Operation == operation
                ? ScriptedAnswer.Error($"com.amazonaws.dynamodb.v20120810#{error}", "Refused.")
                : null;
        await deployment.SendAsync([Event]);

        var run = await WorkerProgram.RunAsync(
            deployment.With(("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())),
            "run"
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(deployment.Table, run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        // Mended, another worker finds the message where it was.
        await deployment.RunAsync("run", "--until-drained");
        Assert.Equal(1, await deployment.CountMarkersAsync());
    }

    [Fact]
    public async Task A_queue_that_may_no_longer_be_received_from_is_waited_for()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var worker = WorkerProgram.Start(
            deployment.With(("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString())),
            "run"
        );
        await worker.SaysAsync("Worker started");

        sqs.Instead = request =>
            request.Operation == "ReceiveMessage"
                ? ScriptedAnswer.Error("com.amazonaws.sqs#AccessDenied", "Access to the resource is denied.", 403)
                : null;
        var said = await worker.SaysAsync("Nothing is received until this is mended");
        Assert.Contains("sqs:ReceiveMessage", said, StringComparison.Ordinal);
        Assert.Contains(deployment.Events, said, StringComparison.Ordinal);

        sqs.Instead = _ => null;
        await deployment.SendAsync([Event]);
        await deployment.WaitUntilSettledAsync();
        var ended = await worker.StopAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_may_see_whether_the_queues_are_empty_until_drained_fails()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        sqs.Instead = request =>
            request.Operation == "GetQueueAttributes"
            && request.Body.Contains("ApproximateNumberOfMessages", StringComparison.Ordinal)
                ? ScriptedAnswer.Error("com.amazonaws.sqs#AccessDenied", "Access to the resource is denied.", 403)
                : null;

        var run = await WorkerProgram.RunAsync(
            deployment.With(("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString())),
            "run",
            "--until-drained"
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("sqs:GetQueueAttributes", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(503)]
    public async Task While_SQS_is_down_calls_are_few_and_afterwards_work_goes_on(int status)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var worker = WorkerProgram.Start(
            deployment.With(("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString())),
            "run"
        );
        await worker.SaysAsync("Worker started");

        sqs.Instead = _ => new ScriptedAnswer("", status);
        await worker.SaysAsync("has given trouble");
        await CallRate.AssertFewAsync(() => sqs.TotalCalls, FirstCalls, output);
        sqs.Instead = _ => null;

        await deployment.SendAsync([Event]);
        await deployment.WaitForMarkersAsync(1);
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task While_DynamoDB_is_down_calls_are_few_and_afterwards_work_goes_on()
    {
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings: [("Queues:Sources:0:MaxReceiveCount", "50")]
        );
        await deployment.ProvisionAsync();
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        await using var worker = WorkerProgram.Start(
            deployment.With(("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())),
            "run"
        );
        await worker.SaysAsync("Worker started");

        dynamoDb.Instead = _ => ScriptedAnswer.Hangup;
        await deployment.SendAsync([Event]);
        await CallRate.AssertFewAsync(() => dynamoDb.TotalCalls, FirstCalls, output);
        dynamoDb.Instead = _ => null;

        await deployment.WaitForMarkersAsync(1);
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_restart_of_DynamoDB_costs_no_message_a_receive()
    {
        const int Events = 30;
        var restart = TimeSpan.FromSeconds(10);
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        await using var worker = WorkerProgram.Start(
            deployment.With(
                ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
                ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())
            ),
            "run"
        );
        await worker.SaysAsync("Worker started");

        // It is down from the first call on, with messages in hand, and until it is up calls go on coming.
        var down = new Lazy<Stopwatch>(Stopwatch.StartNew);
        dynamoDb.Instead = _ => down.Value.Elapsed < restart ? ScriptedAnswer.Hangup : null;
        await deployment.SendAsync(Enumerable.Range(0, Events).Select(Yield));
        await deployment.WaitForMarkersAsync(Events);

        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
        var received = Deliveries.In(sqs.Answered);
        Assert.Equal(Events, received.Count);
        Assert.All(received, message => Assert.Equal(1, message.ReceiveCount));
    }

    private static string Yield(int number) =>
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y{{{number}}}","user_pubkey":"u{{{number}}}","amount":5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Environment.Faults;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests;

/// <summary>The health of a worker process whose services are in trouble.</summary>
public sealed class HealthTests : IDisposable
{
    private static readonly TimeSpan AwayAfter = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    // Three at once, for it takes its time.
    [Fact]
    public Task A_table_that_is_away_makes_a_worker_unready_but_not_one_that_throttles_and_none_makes_it_unlive() =>
        Task.WhenAll(
            TroubleAsync((_, _) => Task.FromResult(ScriptedAnswer.Hangup), isAway: true),
            TroubleAsync(StandStillAsync, isAway: true),
            TroubleAsync((request, _) => Task.FromResult(ServiceErrors.Throttled(request, 0)), isAway: false)
        );

    [Fact]
    public async Task It_is_served_before_the_queues_are_open_and_until_the_worker_has_drained()
    {
        var port = FreePort.Find();
        var deployment = new Deployment(SharedEndpoints.Current, settings: [("Health:Port", $"{port}")]);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        sqs.Instead = _ => ServiceErrors.Unavailable;
        await using var worker = Start(deployment, sqs, dynamoDb);
        await worker.SaysAsync("Cannot start yet");
        Assert.Equal((200, 503, 503), await HealthAsync(port));

        sqs.Instead = _ => null;
        await worker.SaysAsync("Worker started");
        await AssertAgreesAsync(deployment, (200, 200, 200), await HealthAsync(port));

        // What is read may be called off, and the message be given back; a commit that has begun is waited for.
        var (commits, tableIsFast) = (new TaskCompletionSource(), new TaskCompletionSource());
        dynamoDb.Around = async (request, forward) =>
        {
            if (request.Operation == "TransactWriteItems")
            {
                commits.TrySetResult();
                await tableIsFast.Task;
            }
            return await forward();
        };
        await deployment.SendAsync([Yield(1)]);
        await Eventually.HoldsAsync(() => commits.Task.IsCompleted, "The worker does not commit.");
        var stopping = worker.StopAsync();
        await worker.SaysAsync("Intake stopped");
        Assert.Equal((200, 503, 200), await HealthAsync(port));
        Assert.Contains("draining", await BodyAsync(port, "ready"), StringComparison.Ordinal);

        tableIsFast.SetResult();
        Assert.Equal(0, (await stopping).ExitCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => HealthAsync(port));
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.NotFound)]
    public async Task Metrics_are_served_for_Prometheus_if_the_settings_say_so(bool served, HttpStatusCode status)
    {
        var port = FreePort.Find();
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings: [("Health:Port", $"{port}"), ("Health:Metrics", $"{served}")]
        );
        await deployment.ProvisionAsync();
        await using var worker = WorkerProgram.Start(deployment.Environment, "run");
        await deployment.SendAsync([Yield(1)]);
        await deployment.WaitForMarkersAsync(1);
        await deployment.WaitUntilSettledAsync();

        using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        Assert.Equal(status, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        foreach (
            var name in (string[])
                ["loopworker_events_total", "loopworker_messages_in_hand", "loopworker_message_age_seconds_bucket"]
        )
            Assert.Equal(served, text.Contains(name, StringComparison.Ordinal));
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_second_worker_on_the_same_port_ends_at_once_and_names_the_setting()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var deployment = new Deployment(SharedEndpoints.Current, settings: [("Health:Port", $"{port}")]);

        var run = await WorkerProgram.RunAsync(deployment.Environment, "run");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"Health:Port is {port}: another program listens on it.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private async Task TroubleAsync(Func<ScriptedRequest, Task, Task<ScriptedAnswer>> trouble, bool isAway)
    {
        const int Events = 5;
        var port = FreePort.Find();
        var deployment = new Deployment(SharedEndpoints.Current, settings: [("Health:Port", $"{port}")]);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        await using var worker = Start(deployment, sqs, dynamoDb);
        await worker.SaysAsync("Worker started");
        Assert.Equal((200, 200, 200), await HealthAsync(port));

        var over = new TaskCompletionSource();
        var since = new Stopwatch();
        dynamoDb.Around = (request, forward) =>
        {
            since.Start();
            return over.Task.IsCompleted ? forward() : trouble(request, over.Task);
        };
        await deployment.SendAsync(Enumerable.Range(0, Events).Select(Yield));
        await Eventually.HoldsAsync(() => since.IsRunning, "The worker does not call the table.");
        var expected = (200, isAway ? 503 : 200, 200);
        if (isAway)
        {
            await Eventually.HoldsAsync(
                async () => await HealthAsync(port) is var health && AssertLive(health) && health == expected,
                "The worker stays ready."
            );
            Assert.True(since.Elapsed > AwayAfter - TimeSpan.FromSeconds(5), $"It was unready after {since.Elapsed}.");
            Assert.Contains(deployment.Table, await BodyAsync(port, "ready"), StringComparison.Ordinal);
        }
        else
            while (since.Elapsed < AwayAfter + TimeSpan.FromSeconds(5))
            {
                Assert.Equal(expected, await HealthAsync(port));
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        await AssertAgreesAsync(deployment, expected, await HealthAsync(port));

        over.SetResult();
        await deployment.WaitForMarkersAsync(Events);
        Assert.Equal((200, 200, 200), await HealthAsync(port));
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    private static async Task<ScriptedAnswer> StandStillAsync(ScriptedRequest request, Task over)
    {
        await over;
        return ScriptedAnswer.Hangup;
    }

    private static WorkerProgram Start(Deployment deployment, ForwardingProxy sqs, ForwardingProxy dynamoDb) =>
        WorkerProgram.Start(
            deployment.With(
                ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
                ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())
            ),
            "run"
        );

    // The command says the same as the paths.
    private static async Task AssertAgreesAsync(
        Deployment deployment,
        (int Live, int Ready, int Startup) expected,
        (int Live, int Ready, int Startup) actual
    )
    {
        Assert.Equal(expected, actual);
        foreach (
            var (question, status) in new[]
            {
                ("live", actual.Live),
                ("ready", actual.Ready),
                ("startup", actual.Startup),
            }
        )
        {
            var told = await WorkerProgram.RunAsync(deployment.Environment, "health", question);
            Assert.Equal(
                (status == 200 ? 0 : 1, $"{question}: {(status == 200 ? "ok" : "failed")}"),
                (told.ExitCode, told.Output.Split('\n')[0])
            );
        }
    }

    private static bool AssertLive((int Live, int Ready, int Startup) health)
    {
        Assert.Equal((200, 200), (health.Live, health.Startup));
        return true;
    }

    private async Task<(int Live, int Ready, int Startup)> HealthAsync(int port) =>
        (await StatusAsync(port, "live"), await StatusAsync(port, "ready"), await StatusAsync(port, "startup"));

    private async Task<int> StatusAsync(int port, string question)
    {
        using var answer = await _client.GetAsync(AddressOf(port, question));
        return (int)answer.StatusCode;
    }

    private async Task<string> BodyAsync(int port, string question)
    {
        using var answer = await _client.GetAsync(AddressOf(port, question));
        return await answer.Content.ReadAsStringAsync();
    }

    private static Uri AddressOf(int port, string question) => new($"http://127.0.0.1:{port}/health/{question}");

    private static string Yield(int number) =>
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y{{{number}}}","user_pubkey":"u{{{number}}}","amount":5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";
}

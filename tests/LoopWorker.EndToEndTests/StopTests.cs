using System.Diagnostics;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests;

/// <summary>SIGTERM while there is much in hand.</summary>
public sealed class StopTests(ITestOutputHelper output)
{
    private const int Events = 200;
    private static readonly TimeSpan TableIsSlowFor = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData("TransactWriteItems")]
    [InlineData("BatchGetItem")]
    public async Task What_has_not_begun_is_anothers_at_once_and_what_has_is_finished(string slowOperation)
    {
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings: [("Queues:Sources:0:VisibilityTimeout", "00:02:00"), ("Pipeline:MaxInFlight", $"{2 * Events}")]
        );
        await deployment.ProvisionAsync();
        var tableIsFast = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        using var client = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await client.OpenAsync(deployment.Events, CancellationToken.None);
        await using var worker = WorkerProgram.Start(
            deployment.With(("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())),
            "run"
        );
        await worker.SaysAsync("Worker started");
        // From now on: a start asks the table, too.
        dynamoDb.Around = async (request, forward) =>
        {
            if (request.Operation == slowOperation)
                await tableIsFast.Task.WaitAsync(Eventually.Patience);
            return await forward();
        };
        var calls = dynamoDb.Calls.GetValueOrDefault(slowOperation);
        await deployment.SendAsync(Enumerable.Range(0, Events).Select(Yield));
        await Eventually.HoldsAsync(
            async () => await InFlightAsync(queue) == Events && dynamoDb.Calls.GetValueOrDefault(slowOperation) > calls,
            "The worker does not have all in hand."
        );

        var received = new List<(string Id, TimeSpan After)>();
        var told = Stopwatch.StartNew();
        var stopping = worker.StopAsync();
        while (!stopping.IsCompleted || (await queue.GetDepthAsync(CancellationToken.None)).Visible > 0)
        {
            if (told.Elapsed > TableIsSlowFor)
                tableIsFast.TrySetResult();
            var messages = await queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
            received.AddRange(messages.Select(message => (message.MessageId, told.Elapsed)));
            if (messages.Count == 0)
                await Task.Delay(20);
        }
        // The worker may have ended without waiting for it.
        tableIsFast.TrySetResult();
        var stopped = await stopping;
        var lastHandedOn = received.Max(message => message.After);
        output.WriteLine($"{received.Count} handed on, the last after {lastHandedOn}; ended after {told.Elapsed}");
        output.WriteLine(stopped.Error);

        Assert.Equal(0, stopped.ExitCode);
        Assert.InRange(told.Elapsed, TimeSpan.Zero, ShutdownTimeout);
        Assert.InRange(received.Count, Events / 2, Events);
        // None waited for what had begun.
        Assert.InRange(lastHandedOn, TimeSpan.Zero, TableIsSlowFor);
        Assert.Equal(received.Count, received.DistinctBy(message => message.Id).Count());
        // Nothing is left to its visibility timeout, and nothing that was given back has taken effect.
        Assert.Equal(received.Count, await InFlightAsync(queue));
        Assert.Equal(Events - received.Count, await deployment.CountMarkersAsync());
    }

    private static async Task<long> InFlightAsync(IQueue queue) =>
        (await queue.GetDepthAsync(CancellationToken.None)).InFlight;

    private static string Yield(int number) =>
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y{{{number}}}","user_pubkey":"u{{{number}}}","amount":5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";
}

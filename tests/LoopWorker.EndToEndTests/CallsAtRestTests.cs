using System.Diagnostics;
using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests;

public sealed class CallsAtRestTests(ITestOutputHelper output)
{
    private const int Replicas = 2;
    private const int Receivers = 2;
    private const int Rounds = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Workers_at_rest_make_no_calls_but_their_polls()
    {
        var deployment = new Deployment(SharedEndpoints.Current, settings: [("Pipeline:ReceiveWait", $"{Poll:c}")]);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        var environment = deployment.With(
            ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())
        );
        await using var one = WorkerProgram.Start(environment, "run");
        await using var other = WorkerProgram.Start(environment, "run");
        await one.SaysAsync("Worker started");
        await other.SaysAsync("Worker started");
        var (ofSqs, ofDynamoDb, time) = (sqs.Requests.Count, dynamoDb.TotalCalls, Stopwatch.StartNew());

        // Each receiver's first poll may have been counted, or not.
        const int Polls = Replicas * Receivers * (Rounds + 1);
        await Eventually.HoldsAsync(() => sqs.Requests.Count >= ofSqs + Polls, "There are no polls.");

        output.WriteLine($"{60 * Polls / time.Elapsed.TotalSeconds:0} calls a minute with polls of {Poll}");
        Assert.InRange(time.Elapsed, Poll * Rounds * 0.9, TimeSpan.MaxValue);
        Assert.All(sqs.Requests.Skip(ofSqs), request => Assert.Equal("ReceiveMessage", request.Operation));
        Assert.Equal(ofDynamoDb, dynamoDb.TotalCalls);
    }
}

using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests;

public sealed class CallCountTests(ITestOutputHelper output)
{
    private const int Events = 4_000;
    private const int Users = 1_000;

    [Fact]
    public async Task Under_load_an_event_takes_less_than_one_call()
    {
        var traffic = new MadeTraffic(Events, Users);
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await deployment.SendAsync(traffic.SetupLines());
        await deployment.SendAsync(traffic.Messages.Select(message => message.Body));

        var environment = deployment.With(
            ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())
        );
        var run = await WorkerProgram.RunAsync(environment, "run", "--until-drained");

        Assert.True(run.ExitCode == 0, run.Error);
        // What --until-drained itself asks is not the worker's.
        var calls = sqs.TotalCalls - sqs.Calls["GetQueueAttributes"] + dynamoDb.TotalCalls;
        foreach (var (operation, count) in sqs.Calls.Concat(dynamoDb.Calls).OrderByDescending(call => call.Value))
            output.WriteLine($"{operation}: {count}");
        output.WriteLine($"{(double)calls / Events:0.000} calls an event");
        Assert.InRange(calls, Events / 10, Events - 1);
    }
}

using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests;

/// <summary>What a worker says that cannot start, and how it ends.</summary>
public sealed class StartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Missing_queues_and_a_missing_table_are_all_named_with_the_remedy()
    {
        var deployment = new Deployment(SharedEndpoints.Current);

        var run = await WorkerProgram.RunAsync(deployment.Environment, "run");

        Assert.Equal(1, run.ExitCode);
        string[] missing = [deployment.Events, deployment.DeadLetters, deployment.Notifications, deployment.Table];
        Assert.All(missing, name => Assert.Contains($"'{name}'", run.Error, StringComparison.Ordinal));
        Assert.Contains("loopworker provision", run.Error, StringComparison.Ordinal);
        AssertNoStackTrace(run);
    }

    [Fact]
    public async Task In_another_region_nothing_is_found_and_the_region_is_named()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();

        var run = await WorkerProgram.RunAsync(deployment.With(("AWS_REGION", "eu-central-1")), "run");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(deployment.Events, run.Error, StringComparison.Ordinal);
        Assert.Contains("eu-central-1", run.Error, StringComparison.Ordinal);
        AssertNoStackTrace(run);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("provision")]
    [InlineData("send samples/day.ndjson")]
    public async Task Without_a_region_a_command_says_how_to_name_one(string command)
    {
        var environment = new Deployment(SharedEndpoints.Current).With(
            ("AWS_REGION", null),
            ("AWS_DEFAULT_REGION", null)
        );

        var result = await WorkerProgram.RunAsync(environment, command.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("AWS_REGION", result.Error, StringComparison.Ordinal);
        AssertNoStackTrace(result);
    }

    [Fact]
    public async Task Without_credentials_a_command_says_how_to_give_some()
    {
        var environment = new Deployment(SharedEndpoints.Current).With(
            ("AWS_ACCESS_KEY_ID", null),
            ("AWS_SECRET_ACCESS_KEY", null),
            ("HOME", "/nonexistent")
        );

        var result = await WorkerProgram.RunAsync(environment, "check");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("AWS_ACCESS_KEY_ID", result.Error + result.Output, StringComparison.Ordinal);
        AssertNoStackTrace(result);
    }

    [Theory]
    [InlineData("GetQueueUrl", "sqs:GetQueueUrl")]
    [InlineData("GetQueueAttributes", "sqs:GetQueueAttributes")]
    public async Task A_permission_that_is_missing_on_a_queue_is_named(string operation, string permission)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        sqs.Instead = request =>
            request.Operation == operation
                ? ScriptedAnswer.Error("com.amazonaws.sqs#AccessDenied", "Access to the resource is denied.", 403)
                : null;

        var run = await WorkerProgram.RunAsync(deployment.With(("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString())), "run");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(permission, run.Error, StringComparison.Ordinal);
        Assert.Contains(deployment.Events, run.Error, StringComparison.Ordinal);
        AssertNoStackTrace(run);
    }

    [Fact]
    public async Task A_permission_that_is_missing_on_the_table_is_named()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        dynamoDb.Instead = request =>
            request.Operation == "DescribeTable"
                ? ScriptedAnswer.Error("com.amazonaws.dynamodb.v20120810#AccessDeniedException", "Not authorized.")
                : null;

        var run = await WorkerProgram.RunAsync(
            deployment.With(("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())),
            "run"
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("dynamodb:DescribeTable", run.Error, StringComparison.Ordinal);
        Assert.Contains(deployment.Table, run.Error, StringComparison.Ordinal);
        AssertNoStackTrace(run);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_SQS")]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB")]
    public async Task An_endpoint_that_is_down_is_named_and_waited_for_until_told_to_stop(string variable)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        // Port 1 is no one's.
        await using var worker = WorkerProgram.Start(deployment.With((variable, "http://localhost:1")), "run");

        var said = await worker.SaysAsync("Cannot start yet");
        var stopped = await worker.StopAsync();

        Assert.Contains("localhost:1 ", said.Replace(',', ' '), StringComparison.Ordinal);
        Assert.Equal(0, stopped.ExitCode);
        AssertNoStackTrace(stopped);
    }

    [Fact]
    public async Task While_no_endpoint_answers_it_waits_with_few_calls_and_starts_when_one_does()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs) { Instead = _ => ScriptedAnswer.Hangup };
        await using var worker = WorkerProgram.Start(
            deployment.With(("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString())),
            "run"
        );

        await worker.SaysAsync("Cannot start yet");
        await CallRate.AssertFewAsync(() => sqs.TotalCalls, first: 3, output);

        sqs.Instead = _ => null;
        await worker.SaysAsync("Worker started");
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    private static void AssertNoStackTrace(CommandResult result) =>
        Assert.DoesNotContain("   at ", result.Error + result.Output, StringComparison.Ordinal);
}

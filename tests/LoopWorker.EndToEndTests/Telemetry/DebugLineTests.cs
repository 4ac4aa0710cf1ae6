using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Telemetry;

/// <summary>A receive that fails once is a line for those who look for faults.</summary>
public sealed class DebugLineTests
{
    private const string Failed = "Receiving from";

    [Theory]
    [InlineData("Json", "\"LogLevel\":\"Debug\"")]
    [InlineData("Text", "dbug: ")]
    public async Task It_is_written_only_where_the_level_asks_for_it(string format, string mark)
    {
        var deployment = new Deployment(SharedEndpoints.Current, settings: [("Logging:Format", format)]);
        await deployment.ProvisionAsync();
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        var refused = 0;
        sqs.Instead = request =>
        {
            if (request.Operation != "ReceiveMessage")
                return null;
            Interlocked.Increment(ref refused);
            return ScriptedAnswer.Hangup;
        };
        var endpoint = ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString());

        await using var quiet = WorkerProgram.Start(deployment.With(endpoint), "run");
        // A receive is tried several times before it has failed.
        await Eventually.HoldsAsync(() => refused > 20, "The worker did not receive.");
        Assert.Equal(0, (await quiet.StopAsync()).ExitCode);
        Assert.DoesNotContain(quiet.Errors, line => line.Contains(Failed, StringComparison.Ordinal));

        await using var telling = WorkerProgram.Start(
            deployment.With(endpoint, ("Logging__LogLevel__Default", "Debug")),
            "run"
        );
        Assert.Contains(mark, await telling.SaysAsync(Failed), StringComparison.Ordinal);
        Assert.Equal(0, (await telling.StopAsync()).ExitCode);
    }
}

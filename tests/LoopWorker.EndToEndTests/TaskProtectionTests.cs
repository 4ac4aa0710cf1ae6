using System.Diagnostics;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests;

/// <summary>Scale-in protection of a worker process, with an ECS agent beside it.</summary>
public sealed class TaskProtectionTests
{
    private const string Setting = "Ecs:TaskProtection";
    private const string Minute = "00:01:00";
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task It_comes_with_messages_is_renewed_while_they_are_in_hand_and_ends_without_them_and_at_SIGTERM()
    {
        var deployment = new Deployment(SharedEndpoints.Current, settings: [(Setting, Minute)]);
        await deployment.ProvisionAsync();
        await using var agent = new EcsAgentEndpoint(request => Task.FromResult(EcsAgentEndpoint.AsAsked(request)));
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        var tableIsFast = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = WorkerProgram.Start(
            deployment.With(
                ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString()),
                ("ECS_AGENT_URI", agent.Uri.ToString())
            ),
            "run"
        );
        await worker.SaysAsync("Worker started");
        Assert.Empty(agent.Asked);

        dynamoDb.Around = async (request, forward) =>
        {
            if (request.Operation == "TransactWriteItems")
                await tableIsFast.Task.WaitAsync(Eventually.Patience);
            return await forward();
        };
        await deployment.SendAsync([Yield(1)]);
        await Eventually.HoldsAsync(() => agent.Asked.Count >= 2, "The protection is not renewed.");
        Assert.All(agent.Asked, minutes => Assert.Equal(1, minutes));

        tableIsFast.SetResult();
        await deployment.WaitUntilSettledAsync();
        await Eventually.HoldsAsync(() => agent.Asked[^1] == 0, "The task is not released.");

        await deployment.SendAsync([Yield(2)]);
        await Eventually.HoldsAsync(() => agent.Asked[^1] == 1, "The task is not protected again.");
        await deployment.WaitForMarkersAsync(2);
        var stopped = await worker.StopAsync();
        Assert.Equal(0, stopped.ExitCode);
        Assert.Equal([1, 0, 1, 0], Changes(agent.Asked));
        Assert.DoesNotContain("Scale-in protection", stopped.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hangs", "no answer within 5 s")]
    [InlineData("hangs up", "Protect failed")]
    [InlineData("denies", "AccessDeniedException")]
    public async Task An_agent_that_fails_costs_no_event_and_no_time_and_is_told_of_once(string failing, string said)
    {
        const int Events = 20;
        var deployment = new Deployment(SharedEndpoints.Current, settings: [(Setting, Minute)]);
        await deployment.ProvisionAsync();
        var over = new TaskCompletionSource<ScriptedAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var agent = new EcsAgentEndpoint(_ =>
            failing switch
            {
                "hangs" => over.Task.WaitAsync(Eventually.Patience),
                "denies" => Task.FromResult(EcsAgentEndpoint.Denied("ecs:UpdateTaskProtection")),
                _ => Task.FromResult(ScriptedAnswer.Hangup),
            }
        );
        await using var worker = WorkerProgram.Start(deployment.With(("ECS_AGENT_URI", agent.Uri.ToString())), "run");
        await deployment.SendAsync(Enumerable.Range(0, Events).Select(Yield));
        await deployment.WaitForMarkersAsync(Events);
        Assert.Contains(said, await worker.SaysAsync("Scale-in protection"), StringComparison.Ordinal);

        var told = Stopwatch.StartNew();
        var stopped = await worker.StopAsync();
        over.SetResult(ScriptedAnswer.Hangup);
        Assert.Equal(0, stopped.ExitCode);
        Assert.InRange(told.Elapsed, TimeSpan.Zero, LongestStop);
        Assert.Single(
            stopped.Error.Split('\n'),
            line => line.Contains("Scale-in protection", StringComparison.Ordinal)
        );
        Assert.Equal(0, agent.Asked[^1]);
    }

    [Fact]
    public async Task Without_an_agent_the_worker_does_not_start_but_what_runs_elsewhere_does()
    {
        var deployment = new Deployment(SharedEndpoints.Current, settings: [(Setting, Minute)]);
        await deployment.ProvisionAsync();
        await deployment.RunAsync("check");

        var run = await WorkerProgram.RunAsync(deployment.With(("ECS_AGENT_URI", null)), "run");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ECS_AGENT_URI is not set", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<int> Changes(IReadOnlyList<int> asked) =>
        asked.Where((minutes, i) => i == 0 || asked[i - 1] != minutes);

    private static string Yield(int number) =>
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y{{{number}}}","user_pubkey":"u{{{number}}}","amount":5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";
}

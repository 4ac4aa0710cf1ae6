using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Permissions;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>The policies under docs/deploy/iam allow what their holders do, and nothing more.</summary>
public sealed class PolicyTests(PolicyRuns runs) : IClassFixture<PolicyRuns>
{
    public static TheoryData<string> Policies => [.. Policy.Names];

    public static TheoryData<string, string> Grants
    {
        get
        {
            var grants = new TheoryData<string, string>();
            foreach (var name in Policy.Names)
            foreach (var grant in Policy.Read(name).Grants)
                grants.Add(name, grant.ToString());
            return grants;
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Every_command_of_its_holder_passes(string policy) =>
        Assert.NotEmpty(await runs.DemandedAsync(policy));

    [Theory]
    [MemberData(nameof(Grants))]
    public async Task Without_one_action_a_call_is_refused(string policy, string action)
    {
        var grant = Assert.Single(Policy.Read(policy).Grants, grant => grant.ToString() == action);
        var rest = Policy.InEffect(policy).Without(grant);
        Assert.Contains(await runs.DemandedAsync(policy), demanded => !rest.Allows(demanded));
    }

    [Theory]
    [InlineData("dynamodb:PutItem on table/loop-agent-state", "dynamodb:PutItem")]
    [InlineData("dynamodb:BatchWriteItem on table/loop-agent-state", "dynamodb:BatchWriteItem")]
    [InlineData("sqs:ChangeMessageVisibility on loop-events", "sqs:ChangeMessageVisibility")]
    [InlineData("sqs:SendMessage on loop-events-dlq", "sqs:SendMessage")]
    [InlineData("kms:GenerateDataKey by sqs", "kms:GenerateDataKey")]
    public async Task A_worker_that_is_refused_an_action_does_not_start_says_so_and_receives_nothing(
        string action,
        string said
    )
    {
        const string Worker = "worker";
        var deployment = PolicyRuns.Deploy(Worker);
        await deployment.ProvisionAsync();
        await deployment.SendAsync([Lines.Wishes("u1"), Lines.Yield("y1", "u1")]);
        var granted = Policy.InEffect(Worker);
        var grant = Assert.Single(granted.Grants, grant => grant.ToString() == action);
        await using var guarded = new GuardedDeployment(SharedEndpoints.Current, deployment, granted.Without(grant));

        foreach (var command in (string[])["run", "check"])
        {
            var result = await WorkerProgram.RunAsync(guarded.Environment, command);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains(said, result.Error + result.Output, StringComparison.Ordinal);
        }

        Assert.Contains(grant, guarded.Refused);
        Assert.DoesNotContain(guarded.Sqs.Requests, request => request.Operation == "ReceiveMessage");
        await deployment.RunAsync("run", "--until-drained");
        Assert.Equal(1, await deployment.CountMarkersAsync());
    }

    [Theory]
    [InlineData("TransactWriteItems")]
    [InlineData("DeleteMessageBatch")]
    public async Task An_action_that_is_taken_away_while_a_worker_runs_is_waited_for(string operation)
    {
        const string Worker = "worker";
        var deployment = PolicyRuns.Deploy(Worker);
        await deployment.ProvisionAsync();
        await using var guarded = new GuardedDeployment(SharedEndpoints.Current, deployment, Policy.InEffect(Worker));
        var denied = false;
        foreach (var proxy in (ForwardingProxy[])[guarded.Sqs, guarded.DynamoDb])
        {
            var guard = proxy.Instead;
            proxy.Instead = request =>
                guard(request)
                ?? (
                    denied && request.Operation == operation
                        ? ScriptedAnswer.Error("com.amazon.coral.service#AccessDeniedException", "denied by the test")
                        : null
                );
        }
        await using var worker = WorkerProgram.Start(guarded.Environment, "run");
        await worker.SaysAsync("Worker started");

        denied = true;
        await deployment.SendAsync([Lines.Yield("y1", "u1"), Lines.Yield("y2", "u2")]);
        await worker.SaysAsync("Nothing is received until this is mended");
        Assert.False(worker.HasEnded);
        denied = false;
        await worker.SaysAsync("receiving goes on");

        await deployment.WaitForMarkersAsync(2);
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
        await deployment.RunAsync("run", "--until-drained");
    }
}

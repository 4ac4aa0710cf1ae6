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
    [InlineData("kms:GenerateDataKey by sqs", "kms:GenerateDataKey")]
    public async Task A_worker_that_is_refused_an_action_ends_says_so_and_loses_nothing(string action, string said)
    {
        const string Worker = "worker";
        var deployment = PolicyRuns.Deploy(Worker);
        await deployment.ProvisionAsync();
        await deployment.SendAsync([Lines.Wishes("u1"), Lines.Yield("y1", "u1")]);
        var granted = Policy.InEffect(Worker);
        var grant = Assert.Single(granted.Grants, grant => grant.ToString() == action);
        await using var guarded = new GuardedDeployment(SharedEndpoints.Current, deployment, granted.Without(grant));

        var run = await WorkerProgram.RunAsync(guarded.Environment, "run", "--until-drained");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal([grant], guarded.Refused);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        await deployment.RunAsync("run", "--until-drained");
        Assert.Equal(1, await deployment.CountMarkersAsync());
    }
}

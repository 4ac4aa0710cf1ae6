using System.Collections.Concurrent;
using LoopWorker.Core;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Permissions;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>What the holder of each policy does, done once: what was demanded by it is compared many times.</summary>
public sealed class PolicyRuns
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyCollection<Permission>>>> _demanded = new();

    /// <summary>What the work of a policy's holder demands. It has succeeded, with nothing refused.</summary>
    public Task<IReadOnlyCollection<Permission>> DemandedAsync(string policy) =>
        _demanded.GetOrAdd(policy, name => new(() => RunAsync(name, Policy.InEffect(name), WorkOf(name)))).Value;

    /// <summary>A deployment for the holder of a policy: everything that a policy has an extra action for is in use.</summary>
    public static Deployment Deploy(string policy)
    {
        var hidden = $"00:00:{WorkerWork.VisibilitySeconds:00}";
        var prefix = $"lw-{Randomness.Unseeded().NextId()}"[..15];
        List<(string, string)> settings =
        [
            ("Capture:UnknownCard", "Park"),
            ("Queues:Sources:0:VisibilityTimeout", hidden),
        ];
        // Only of a FIFO queue does 'compare' ask how many messages it did not show.
        // Only of one are letters sent to the end of their group.
        var fifo = Policy.BaseOf(policy) is "operator" or "operator-dead-letters";
        if (fifo)
            settings.Add(("Queues:Notifications", $"{prefix}-notifications.fifo"));
        if (policy == "worker-counting")
            settings.Add(("Capture:CountPerMerchant", "true"));
        if (policy == "worker-protection")
            settings.Add(("Ecs:TaskProtection", "00:10:00"));
        if (policy.EndsWith("-routing", StringComparison.Ordinal))
        {
            settings.Add(("Routing:Queue", $"{prefix}-routing.fifo"));
            settings.Add(("Routing:VisibilityTimeout", hidden));
        }
        return new Deployment(SharedEndpoints.Current, fifo, settings: settings);
    }

    private static async Task<IReadOnlyCollection<Permission>> RunAsync(
        string name,
        Policy policy,
        Func<GuardedDeployment, Task> work
    )
    {
        await using var guarded = new GuardedDeployment(SharedEndpoints.Current, Deploy(name), policy);
        await work(guarded);
        Assert.Empty(guarded.Refused);
        return guarded.Demanded;
    }

    private static Func<GuardedDeployment, Task> WorkOf(string policy) =>
        policy == "operator-users" ? OtherWork.TendUsersAsync : WorkOfBase(policy);

    private static Func<GuardedDeployment, Task> WorkOfBase(string policy) =>
        Policy.BaseOf(policy) switch
        {
            "worker" => WorkerWork.DoAsync,
            "sender" => OtherWork.SendAsync,
            "provisioner" => OtherWork.ProvisionAsync,
            "operator" => OtherWork.OperateAsync,
            "operator-dead-letters" => DeadLetterWork.DoAsync,
            _ => throw new ArgumentOutOfRangeException(
                nameof(policy),
                policy,
                "Nobody does anything with this policy."
            ),
        };
}

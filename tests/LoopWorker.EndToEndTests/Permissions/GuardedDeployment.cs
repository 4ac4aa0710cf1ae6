using System.Collections.Concurrent;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Permissions;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>
/// A deployment seen by someone with a policy. Proxies stand for IAM before SQS and DynamoDB, and an ECS agent
/// for ECS: they note what each call demands, and refuse what the policy does not allow.
/// </summary>
public sealed class GuardedDeployment : IAsyncDisposable
{
    private readonly Policy _policy;
    private readonly Dictionary<string, string> _documentedNames;
    private readonly ConcurrentDictionary<Permission, bool> _demanded = new();
    private readonly EcsAgentEndpoint _ecsAgent;

    public GuardedDeployment(Endpoints endpoints, Deployment deployment, Policy policy)
    {
        Deployment = deployment;
        _policy = policy;
        _documentedNames = DocumentedNames(deployment);
        Sqs = new ForwardingProxy(endpoints.Sqs) { Instead = Refuse };
        DynamoDb = new ForwardingProxy(endpoints.DynamoDb) { Instead = Refuse };
        _ecsAgent = new EcsAgentEndpoint(request =>
            Task.FromResult(
                FirstRefused([RequiredPermissions.OfEcsAgent(request)]) is { } refused
                    ? EcsAgentEndpoint.Denied(refused.Action)
                    : EcsAgentEndpoint.AsAsked(request)
            )
        );
        Environment = deployment.With(
            ("AWS_ENDPOINT_URL_SQS", Sqs.Uri.ToString()),
            ("AWS_ENDPOINT_URL_DYNAMODB", DynamoDb.Uri.ToString()),
            ("ECS_AGENT_URI", _ecsAgent.Uri.ToString())
        );
    }

    /// <summary>The deployment as its owner sees it, who may do everything.</summary>
    public Deployment Deployment { get; }

    public ForwardingProxy Sqs { get; }

    public ForwardingProxy DynamoDb { get; }

    /// <summary>The environment of a program that has the policy.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>What the calls so far demanded.</summary>
    public IReadOnlyCollection<Permission> Demanded => [.. _demanded.Keys];

    /// <summary>What they demanded in vain.</summary>
    public IReadOnlyCollection<Permission> Refused => [.. Demanded.Where(demanded => !_policy.Allows(demanded))];

    /// <summary>Runs a command that must succeed.</summary>
    public Task RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <inheritdoc cref="RunAsync(string[])"/>
    /// <param name="settings">Settings that are otherwise than the deployment's: <c>Queues:Retention</c>.</param>
    /// <param name="arguments">The command.</param>
    public async Task RunAsync(IEnumerable<(string Setting, string Value)> settings, params string[] arguments)
    {
        var environment = new Dictionary<string, string>(Environment);
        foreach (var (setting, value) in settings)
            environment[Deployment.Variable(setting)] = value;
        var result = await WorkerProgram.RunAsync(environment, arguments);
        Assert.True(
            result.ExitCode == 0,
            $"'{string.Join(' ', arguments)}' ended with {result.ExitCode}:\n{result.Error}\n{result.Output}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Sqs.DisposeAsync();
        await DynamoDb.DisposeAsync();
        await _ecsAgent.DisposeAsync();
    }

    private ScriptedAnswer? Refuse(ScriptedRequest request)
    {
        var demanded = RequiredPermissions.Of(request, name => _documentedNames.GetValueOrDefault(name, name));
        return FirstRefused(demanded) is { } refused ? Refusal(request, refused) : null;
    }

    private Permission? FirstRefused(IEnumerable<Permission> demanded)
    {
        Permission? refused = null;
        foreach (var permission in demanded)
        {
            _demanded[permission] = true;
            if (refused is null && !_policy.Allows(permission))
                refused = permission;
        }
        return refused;
    }

    // As SQS and DynamoDB word it; a key that is refused by KMS is an error of its own in SQS.
    private static ScriptedAnswer Refusal(ScriptedRequest request, Permission refused)
    {
        var type =
            !request.Headers["X-Amz-Target"].StartsWith("AmazonSQS.", StringComparison.Ordinal)
                ? "com.amazon.coral.service#AccessDeniedException"
            : refused.Via is null ? "com.amazonaws.sqs#AccessDenied"
            : "com.amazonaws.sqs#KmsAccessDenied";
        return ScriptedAnswer.Error(
            type,
            $"User: arn:aws:sts::123456789012:assumed-role/tested/session is not authorized to perform: {refused.Action} on resource: {refused.Resource} because no identity-based policy allows the {refused.Action} action"
        );
    }

    // What the policies call what the deployment calls otherwise: the names that the settings have by default.
    private static Dictionary<string, string> DocumentedNames(Deployment deployment)
    {
        var names = new Dictionary<string, string>
        {
            [deployment.Table] = "loop-agent-state",
            [deployment.Events] = "loop-events",
            [deployment.DeadLetters] = "loop-events-dlq",
            [deployment.Environment[Deployment.Variable("Queues:Notifications")]] = "loop-notifications",
        };
        if (deployment.Environment.TryGetValue(Deployment.Variable("Routing:Queue"), out var routing))
        {
            names[routing] = "loop-routing.fifo";
            names[DeadLettersOf(routing)] = "loop-routing-dlq.fifo";
        }
        return names;
    }

    private static string DeadLettersOf(string fifo) => fifo.Replace(".fifo", "-dlq.fifo", StringComparison.Ordinal);
}

using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>A worker process with proxies of its own before SQS and DynamoDB.</summary>
internal sealed class ProxiedReplica : IAsyncDisposable
{
    private readonly ForwardingProxy _sqs;
    private readonly ForwardingProxy _dynamoDb;

    /// <summary>Starts the worker.</summary>
    /// <param name="build">The build that runs.</param>
    /// <param name="environment">Where it works; its endpoints are replaced.</param>
    /// <param name="endpoints">What stands behind the proxies.</param>
    /// <param name="around">What happens around each call.</param>
    public ProxiedReplica(
        WorkerBuild build,
        IReadOnlyDictionary<string, string> environment,
        Endpoints endpoints,
        Func<ScriptedRequest, Forward, Task<ScriptedAnswer>> around
    )
    {
        _sqs = new ForwardingProxy(endpoints.Sqs) { Around = around };
        _dynamoDb = new ForwardingProxy(endpoints.DynamoDb) { Around = around };
        Worker = WorkerProgram.Start(
            build.Command,
            new Dictionary<string, string>(environment)
            {
                ["AWS_ENDPOINT_URL_SQS"] = _sqs.Uri.ToString(),
                ["AWS_ENDPOINT_URL_DYNAMODB"] = _dynamoDb.Uri.ToString(),
            },
            "run"
        );
    }

    public WorkerProgram Worker { get; }

    /// <summary>What it has asked and was answered.</summary>
    public IEnumerable<AnsweredCall> Calls =>
        _sqs.Answered.Concat(_dynamoDb.Answered).Select(call => new AnsweredCall(call.Request, call.Answer));

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await _sqs.DisposeAsync();
        await _dynamoDb.DisposeAsync();
    }
}

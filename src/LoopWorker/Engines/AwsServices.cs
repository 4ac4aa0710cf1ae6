using System.Diagnostics.CodeAnalysis;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;

namespace LoopWorker.Engines;

/// <summary>
/// SQS and DynamoDB of the account, region and endpoints that the AWS settings of the environment name, as for every AWS SDK.
/// </summary>
public sealed class AwsServices : IEngine, IAsyncDisposable
{
    private readonly LoopWorkerSettings _settings;
    private readonly SqsQueueService _queues;

    // The SDK makes the clients by which it gets credentials (web identity, roles, IAM Identity Center) by name, which a trimmer
    // does not see. To register them with the SDK's GlobalRuntimeDependencyRegistry is no way: a client that is registered is not
    // told whose credentials a role is assumed with.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCConfig))]
    public AwsServices(LoopWorkerSettings settings, Randomness randomness, TimeProvider time)
    {
        _settings = settings;
        _queues = new SqsQueueService(new SqsOptions(), randomness, time);
        Tables = new DynamoDbTableService(new DynamoDbOptions(), randomness.NextFraction, time);
    }

    public IQueueService Queues => _queues;

    public DynamoDbTableService Tables { get; }

    /// <summary>Where calls go, of both services: hosts, with their ports if these are not the usual ones.</summary>
    public IReadOnlyList<string> Hosts => [_queues.Host, Tables.Host];

    /// <summary>The table of the settings. No call is made.</summary>
    public ITable OpenTable() => Tables.Open(_settings.Table.Name);

    /// <exception cref="QueueException">If a queue is missing or cannot be reached.</exception>
    public async Task<EngineParts> OpenAsync(CancellationToken cancellation)
    {
        var sources = new List<EventSource>();
        foreach (var source in _settings.Queues.Sources)
            sources.Add(new EventSource(await OpenAsync(source, cancellation), source.DefaultType));
        var routing = _settings.Routing.AsSource() is { } queue
            ? new UserRouting(await OpenAsync(queue, cancellation), sources)
            : null;
        return new EngineParts(
            OpenTable(),
            sources,
            await _queues.OpenAsync(_settings.Queues.Notifications, cancellation),
            routing
        );
    }

    private async Task<Source> OpenAsync(SourceSettings source, CancellationToken cancellation) =>
        new(
            await _queues.OpenAsync(source.Queue, cancellation),
            await _queues.OpenAsync(source.DeadLetterQueueName(), cancellation),
            source.MaxReceiveCount,
            source.VisibilityTimeout
        );

    /// <summary>Lets receives that were cancelled give back what they still bring.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queues.DisposeAsync();
        Tables.Dispose();
    }
}

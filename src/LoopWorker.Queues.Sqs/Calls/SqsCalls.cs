using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SQS;
using Amazon.SQS.Model;
using LoopWorker.Aws.Calls;
using LoopWorker.Aws.Credentials;

namespace LoopWorker.Queues.Sqs.Calls;

/// <summary>Every call of SQS: with a time-out, and with errors of the port's own kind.</summary>
internal sealed class SqsCalls(IAmazonSQS client, ExplainedCredentials credentials, TimeSpan timeout, TimeProvider time)
{
    private readonly string _region = client.Config.AuthenticationRegion ?? client.Config.RegionEndpoint.SystemName;

    public TimeProvider Time => time;

    /// <summary>Where calls go: host, and port if it is not the usual one.</summary>
    public string Host { get; } = HostOf(client.Config);

    /// <inheritdoc cref="CallAsync{T}(string, string, TimeSpan, Func{IAmazonSQS, CancellationToken, Task{T}}, CancellationToken)"/>
    public Task<T> CallAsync<T>(
        string action,
        string queue,
        Func<IAmazonSQS, CancellationToken, Task<T>> call,
        CancellationToken cancellation
    ) => CallAsync(action, queue, TimeSpan.Zero, call, cancellation);

    /// <param name="action">The SQS operation, as IAM names it.</param>
    /// <param name="queue">The queue it concerns, for messages.</param>
    /// <param name="wait">How long the service itself may wait before it answers.</param>
    /// <param name="call">Sends it.</param>
    /// <param name="cancellation">Ends it; that is no error but an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="QueueException">Whatever else goes wrong.</exception>
    public Task<T> CallAsync<T>(
        string action,
        string queue,
        TimeSpan wait,
        Func<IAmazonSQS, CancellationToken, Task<T>> call,
        CancellationToken cancellation
    ) =>
        new CallRunner(
            credentials,
            wait + timeout,
            time,
            (operation, failure) => CallErrors.Translate(failure, new CallContext(operation, queue, _region, Host))
        ).RunAsync(action, token => call(client, token), cancellation);

    private static string HostOf(IClientConfig config)
    {
        var anyOperation = new ServiceOperationEndpointParameters(new ListQueuesRequest());
        return new Uri(config.DetermineServiceOperationEndpoint(anyOperation).URL).Authority;
    }
}

/// <summary>What a message about a failed call must name.</summary>
internal sealed record CallContext(string Action, string Queue, string Region, string Host);

using LoopWorker.Queues.Sqs.Client;

namespace LoopWorker.Queues.Sqs.Calls;

/// <summary>Every call of SQS: with a time-out, and with errors of the port's own kind.</summary>
internal sealed class SqsCalls(ISqsClient client, SqsOptions options, TimeProvider time)
{
    public TimeProvider Time => time;

    /// <inheritdoc cref="CallAsync{T}(string, string, TimeSpan, Func{ISqsClient, CancellationToken, Task{T}}, CancellationToken)"/>
    public Task<T> CallAsync<T>(
        string action,
        string queue,
        Func<ISqsClient, CancellationToken, Task<T>> call,
        CancellationToken cancellation
    ) => CallAsync(action, queue, TimeSpan.Zero, call, cancellation);

    /// <param name="action">The SQS operation, as IAM names it.</param>
    /// <param name="queue">The queue it concerns, for messages.</param>
    /// <param name="wait">How long the service itself may wait before it answers.</param>
    /// <param name="call">Sends it.</param>
    /// <param name="cancellation">Ends it; that is no error but an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="QueueException">Whatever else goes wrong.</exception>
    public async Task<T> CallAsync<T>(
        string action,
        string queue,
        TimeSpan wait,
        Func<ISqsClient, CancellationToken, Task<T>> call,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(wait + options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await call(client, either.Token);
        }
        catch (OperationCanceledException exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
        catch (Exception exception) when (CallErrors.IsOfCall(exception))
        {
            throw CallErrors.Translate(exception, new CallContext(action, queue, client.Region, client.Host));
        }
    }
}

/// <summary>What a message about a failed call must name.</summary>
internal sealed record CallContext(string Action, string Queue, string Region, string Host)
{
    /// <summary>Where the queue is; an emulator may have no region.</summary>
    public string Place => Region.Length > 0 ? $"in region {Region}" : $"at {Host}";
}

using System.Collections.Concurrent;
using Amazon.SQS.Model;
using LoopWorker.Queues.Sqs.Calls;

namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>URLs and ARNs of queues by name. Each is asked for once, and again when it turns out to be no longer right.</summary>
internal sealed class QueueAddresses(SqsCalls calls)
{
    private readonly ConcurrentDictionary<string, string> _urls = new();

    /// <exception cref="QueueException">With <see cref="QueueErrors.QueueNotFound"/> if there is no such queue.</exception>
    public async Task<string> GetUrlAsync(string name, CancellationToken cancellation)
    {
        if (_urls.TryGetValue(name, out var known))
            return known;
        var answer = await calls.CallAsync(
            "GetQueueUrl",
            name,
            (client, token) => client.GetQueueUrlAsync(name, token),
            cancellation
        );
        return _urls[name] = answer.QueueUrl;
    }

    /// <exception cref="QueueException">With <see cref="QueueErrors.QueueNotFound"/> if there is no such queue.</exception>
    public async Task<string> GetArnAsync(string name, CancellationToken cancellation) =>
        (await GetAttributesAsync(name, [QueueAttributes.Arn], cancellation))[QueueAttributes.Arn];

    /// <summary>The ARN of the dead-letter queue that a queue's policy names; null without a policy.</summary>
    /// <exception cref="QueueException">With <see cref="QueueErrors.InvalidParameter"/> if there is no such queue.</exception>
    public async Task<string?> GetDeadLetterArnAsync(
        string queue,
        RedrivePolicy? redrive,
        CancellationToken cancellation
    )
    {
        if (redrive is not { DeadLetterQueue: var name })
            return null;
        try
        {
            return await GetArnAsync(name, cancellation);
        }
        catch (QueueException exception) when (exception.Code == QueueErrors.QueueNotFound)
        {
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The dead-letter queue '{name}' of '{queue}' does not exist: create it first.",
                exception
            );
        }
    }

    public Task<Dictionary<string, string>> GetAttributesAsync(
        string name,
        List<string> attributes,
        CancellationToken cancellation
    ) =>
        WithUrlAsync(
            name,
            async url =>
            {
                var request = new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = attributes };
                var answer = await calls.CallAsync(
                    "GetQueueAttributes",
                    name,
                    (client, token) => client.GetQueueAttributesAsync(request, token),
                    cancellation
                );
                return answer.Attributes
                    ?? throw new QueueException(
                        QueueErrors.InternalError,
                        $"SQS tells no attributes of the queue '{name}'."
                    );
            },
            cancellation
        );

    public void Remember(string name, string url) => _urls[name] = url;

    /// <summary>Calls with the queue's URL; if there is no queue, forgets it, and calls once more if there is another one.</summary>
    public async Task<T> WithUrlAsync<T>(string name, Func<string, Task<T>> call, CancellationToken cancellation)
    {
        var url = await GetUrlAsync(name, cancellation);
        try
        {
            return await call(url);
        }
        catch (QueueException exception) when (exception.Code == QueueErrors.QueueNotFound)
        {
            _urls.TryRemove(new(name, url));
            if (await GetUrlAsync(name, cancellation) == url)
                throw;
        }
        return await call(await GetUrlAsync(name, cancellation));
    }
}

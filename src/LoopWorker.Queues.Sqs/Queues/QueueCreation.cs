using Amazon.SQS.Model;
using LoopWorker.Queues.Sqs.Calls;

namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>Makes queues. One that exists is compared first: SQS itself compares only what it is given.</summary>
internal sealed class QueueCreation(SqsCalls calls, QueueAddresses addresses)
{
    // SQS shows a queue a second after it was made, as a rule. Source: Amazon SQS API Reference, CreateQueue.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <remarks>It has been seen when this returns, so that another queue can name it.</remarks>
    /// <inheritdoc cref="IQueueService.CreateAsync"/>
    public async Task CreateAsync(QueueDefinition queue, CancellationToken cancellation)
    {
        if (await DescribeAsync(queue.Name, cancellation) is { } existing)
        {
            RefuseOther(existing, queue);
            return;
        }
        var deadLetterArn = await addresses.GetDeadLetterArnAsync(queue.Name, queue.Redrive, cancellation);
        var request = new CreateQueueRequest
        {
            QueueName = queue.Name,
            Attributes = QueueAttributes.Of(queue, deadLetterArn),
        };
        try
        {
            var answer = await calls.CallAsync(
                "CreateQueue",
                queue.Name,
                (client, token) => client.CreateQueueAsync(request, token),
                cancellation
            );
            addresses.Remember(queue.Name, answer.QueueUrl);
            await WaitUntilSeenAsync(queue.Name, answer.QueueUrl, cancellation);
        }
        catch (QueueException exception) when (exception.Code == QueueErrors.QueueNameExists)
        {
            // Someone else made it just now.
            if (await DescribeAsync(queue.Name, cancellation) is { } other)
                RefuseOther(other, queue);
            throw;
        }
    }

    private async Task WaitUntilSeenAsync(string name, string url, CancellationToken cancellation)
    {
        var start = calls.Time.GetTimestamp();
        while (await DescribeAsync(name, cancellation) is null)
        {
            if (calls.Time.GetElapsedTime(start) > LongestWait)
                throw new QueueException(
                    QueueErrors.ServiceUnavailable,
                    $"SQS has made the queue '{name}' and does not show it after {LongestWait}: try again."
                );
            await Task.Delay(BetweenLooks, calls.Time, cancellation);
            // A look that finds none forgets it.
            addresses.Remember(name, url);
        }
    }

    private static void RefuseOther(QueueDefinition existing, QueueDefinition wanted)
    {
        if (QueueDifferences.Between(existing, wanted) is { Count: > 0 } differences)
            throw new QueueException(
                QueueErrors.QueueNameExists,
                $"The queue '{wanted.Name}' exists with other settings: {string.Join("; ", differences)}."
            );
    }

    private async Task<QueueDefinition?> DescribeAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var attributes = await addresses.GetAttributesAsync(name, [QueueAttributes.All], cancellation);
            return QueueAttributes.ToDefinition(name, attributes);
        }
        catch (QueueException exception) when (exception.Code == QueueErrors.QueueNotFound)
        {
            return null;
        }
    }
}

using Amazon.SQS.Model;
using LoopWorker.Queues.Sqs.Calls;

namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>Changes settings of queues that exist.</summary>
internal sealed class QueueChanges(SqsCalls calls, QueueAddresses addresses)
{
    /// <inheritdoc cref="IQueueService.ChangeAsync"/>
    public async Task MakeAsync(QueueChange change, CancellationToken cancellation)
    {
        var deadLetterArn = await addresses.GetDeadLetterArnAsync(change.Queue, change.Redrive, cancellation);
        var attributes = QueueAttributes.Of(change, deadLetterArn);
        await addresses.WithUrlAsync(
            change.Queue,
            url =>
                calls.CallAsync(
                    "SetQueueAttributes",
                    change.Queue,
                    (client, token) =>
                        client.SetQueueAttributesAsync(
                            new SetQueueAttributesRequest { QueueUrl = url, Attributes = attributes },
                            token
                        ),
                    cancellation
                ),
            cancellation
        );
    }
}

using Amazon.SQS;
using Amazon.SQS.Model;
using LoopWorker.Core;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sqs.Calls;
using LoopWorker.Queues.Sqs.Messages;
using LoopWorker.Queues.Sqs.Queues;

namespace LoopWorker.Queues.Sqs;

/// <summary>A queue of SQS.</summary>
internal sealed class SqsQueue(
    string name,
    SqsCalls calls,
    QueueAddresses addresses,
    CancelledReceives cancelledReceives,
    Randomness randomness
) : IQueue
{
    private readonly bool _fifo = QueueDefinition.IsFifoName(name);

    public string Name => name;

    public async Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) =>
        QueueAttributes.ToDefinition(
            name,
            await addresses.GetAttributesAsync(name, [QueueAttributes.All], cancellation)
        );

    public async Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) =>
        QueueAttributes.ToDepth(await addresses.GetAttributesAsync(name, QueueAttributes.Depth, cancellation));

    public async Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    ) =>
        SentMessages.ToOutcomes(
            messages,
            await CallAsync(
                "SendMessage",
                TimeSpan.Zero,
                (client, url, token) => client.SendMessageBatchAsync(SentMessages.ToRequest(url, messages), token),
                cancellation
            )
        );

    /// <summary>
    /// A message whose body does not fit its checksum is left out, as if it had not been received. When cancelled, what SQS
    /// still gives is made visible again, see <see cref="SqsOptions.CancelledReceiveGrace"/>.
    /// </summary>
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        ReceiveRequest request,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, calls.Time);
        var handedOver = false;
        var receive = PollAsync(request, stop.Token);
        try
        {
            return await receive.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            handedOver = true;
            cancelledReceives.Add(receive, stop, ReleaseAsync);
            throw;
        }
        finally
        {
            if (!handedOver)
                stop.Dispose();
        }
    }

    public async Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    )
    {
        var entries = new List<DeleteMessageBatchRequestEntry>(receiptHandles.Count);
        for (var i = 0; i < receiptHandles.Count; i++)
            entries.Add(new(BatchAnswers.IdOf(i), receiptHandles[i]));
        var answer = await CallAsync(
            "DeleteMessage",
            TimeSpan.Zero,
            (client, url, token) => client.DeleteMessageBatchAsync(new() { QueueUrl = url, Entries = entries }, token),
            cancellation
        );
        return BatchAnswers.ToOutcomes(
            entries.Count,
            answer.Successful?.Select(succeeded => succeeded.Id),
            answer.Failed
        );
    }

    public async Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    )
    {
        var entries = new List<ChangeMessageVisibilityBatchRequestEntry>(changes.Count);
        for (var i = 0; i < changes.Count; i++)
            entries.Add(
                new(BatchAnswers.IdOf(i), changes[i].ReceiptHandle)
                {
                    VisibilityTimeout = Seconds.Of(changes[i].Timeout),
                }
            );
        var answer = await CallAsync(
            "ChangeMessageVisibility",
            TimeSpan.Zero,
            (client, url, token) =>
                client.ChangeMessageVisibilityBatchAsync(new() { QueueUrl = url, Entries = entries }, token),
            cancellation
        );
        return BatchAnswers.ToOutcomes(
            entries.Count,
            answer.Successful?.Select(succeeded => succeeded.Id),
            answer.Failed
        );
    }

    /// <summary>SQS takes up to a minute for it, and refuses another within that time.</summary>
    /// <inheritdoc/>
    public Task PurgeAsync(CancellationToken cancellation) =>
        CallAsync(
            "PurgeQueue",
            TimeSpan.Zero,
            (client, url, token) => client.PurgeQueueAsync(url, token),
            cancellation
        );

    private async Task<IReadOnlyList<ReceivedMessage>> PollAsync(ReceiveRequest request, CancellationToken cancellation)
    {
        // A receive that is tried again under the same id is given the same messages of a FIFO queue.
        var attemptId = _fifo ? randomness.NextId() : null;
        return ReceivedMessages.Read(
            await CallAsync(
                "ReceiveMessage",
                request.Wait,
                (client, url, token) =>
                    client.ReceiveMessageAsync(ReceivedMessages.ToRequest(url, request, attemptId), token),
                cancellation
            )
        );
    }

    private Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages) =>
        ChangeVisibilityAsync(
            [.. messages.Select(message => new VisibilityChange(message.ReceiptHandle, TimeSpan.Zero))],
            CancellationToken.None
        );

    private Task<T> CallAsync<T>(
        string action,
        TimeSpan wait,
        Func<IAmazonSQS, string, CancellationToken, Task<T>> call,
        CancellationToken cancellation
    ) =>
        addresses.WithUrlAsync(
            name,
            url => calls.CallAsync(action, name, wait, (client, token) => call(client, url, token), cancellation),
            cancellation
        );
}

using Amazon.SQS;
using LoopWorker.Queues.Sqs.Client;
using LoopWorker.Queues.Sqs.Client.Models;
using Sdk = Amazon.SQS.Model;

namespace LoopWorker.Queues.Sqs.AwsSdk;

/// <summary>SQS by AWSSDK.SQS, with <c>-p:SqsClient=AwsSdk</c>. Nothing but models from one side to the other.</summary>
internal sealed class AwsSdkSqsClient(AmazonSQSClient sdk) : ISqsClient
{
    public string Region => ClientSettings.RegionOf(sdk.Config);

    public string Host => ClientSettings.HostOf(sdk.Config);

    public static AwsSdkSqsClient Create(SqsOptions options)
    {
        var config = ClientSettings.Apply(options, new AmazonSQSConfig());
        return new(options.Credentials is { } credentials ? new(credentials, config) : new(config));
    }

    public void Dispose() => sdk.Dispose();

    public async Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellation)
    {
        var answer = await sdk.CreateQueueAsync(
            new Sdk.CreateQueueRequest { QueueName = request.QueueName, Attributes = new(request.Attributes) },
            cancellation
        );
        return new() { QueueUrl = answer.QueueUrl };
    }

    public async Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellation)
    {
        var answer = await sdk.GetQueueUrlAsync(
            new Sdk.GetQueueUrlRequest { QueueName = request.QueueName },
            cancellation
        );
        return new() { QueueUrl = answer.QueueUrl };
    }

    public async Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellation
    )
    {
        var answer = await sdk.GetQueueAttributesAsync(
            new Sdk.GetQueueAttributesRequest
            {
                QueueUrl = request.QueueUrl,
                AttributeNames = [.. request.AttributeNames],
            },
            cancellation
        );
        return new() { Attributes = answer.Attributes };
    }

    public async Task<SendMessageBatchResponse> SendMessageBatchAsync(
        SendMessageBatchRequest request,
        CancellationToken cancellation
    )
    {
        var answer = await sdk.SendMessageBatchAsync(
            new Sdk.SendMessageBatchRequest
            {
                QueueUrl = request.QueueUrl,
                Entries =
                [
                    .. request.Entries.Select(entry => new Sdk.SendMessageBatchRequestEntry
                    {
                        Id = entry.Id,
                        MessageBody = entry.MessageBody,
                        DelaySeconds = entry.DelaySeconds,
                        MessageDeduplicationId = entry.MessageDeduplicationId,
                        MessageGroupId = entry.MessageGroupId,
                        MessageAttributes = entry.MessageAttributes?.ToDictionary(
                            pair => pair.Key,
                            pair => ToSdk(pair.Value)
                        ),
                    }),
                ],
            },
            cancellation
        );
        return new()
        {
            Successful = answer.Successful?.ConvertAll(entry => new SendMessageBatchResultEntry
            {
                Id = entry.Id,
                MessageId = entry.MessageId,
                MD5OfMessageBody = entry.MD5OfMessageBody,
            }),
            Failed = answer.Failed?.ConvertAll(FromSdk),
        };
    }

    public async Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request,
        CancellationToken cancellation
    )
    {
        var answer = await sdk.ReceiveMessageAsync(
            new Sdk.ReceiveMessageRequest
            {
                QueueUrl = request.QueueUrl,
                MaxNumberOfMessages = request.MaxNumberOfMessages,
                WaitTimeSeconds = request.WaitTimeSeconds,
                VisibilityTimeout = request.VisibilityTimeout,
                MessageSystemAttributeNames = [.. request.MessageSystemAttributeNames ?? []],
                MessageAttributeNames = [.. request.MessageAttributeNames ?? []],
                ReceiveRequestAttemptId = request.ReceiveRequestAttemptId,
            },
            cancellation
        );
        return new()
        {
            Messages = answer.Messages?.ConvertAll(message => new Message
            {
                MessageId = message.MessageId,
                ReceiptHandle = message.ReceiptHandle,
                Body = message.Body,
                MD5OfBody = message.MD5OfBody,
                Attributes = message.Attributes,
                MessageAttributes = message.MessageAttributes?.ToDictionary(
                    pair => pair.Key,
                    pair => FromSdk(pair.Value)
                ),
            }),
        };
    }

    public async Task<BatchResponse> DeleteMessageBatchAsync(
        DeleteMessageBatchRequest request,
        CancellationToken cancellation
    )
    {
        var answer = await sdk.DeleteMessageBatchAsync(
            new Sdk.DeleteMessageBatchRequest
            {
                QueueUrl = request.QueueUrl,
                Entries =
                [
                    .. request.Entries.Select(entry => new Sdk.DeleteMessageBatchRequestEntry
                    {
                        Id = entry.Id,
                        ReceiptHandle = entry.ReceiptHandle,
                    }),
                ],
            },
            cancellation
        );
        return new()
        {
            Successful = answer.Successful?.ConvertAll(entry => new BatchResultEntry { Id = entry.Id }),
            Failed = answer.Failed?.ConvertAll(FromSdk),
        };
    }

    public async Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellation
    )
    {
        var answer = await sdk.ChangeMessageVisibilityBatchAsync(
            new Sdk.ChangeMessageVisibilityBatchRequest
            {
                QueueUrl = request.QueueUrl,
                Entries =
                [
                    .. request.Entries.Select(entry => new Sdk.ChangeMessageVisibilityBatchRequestEntry
                    {
                        Id = entry.Id,
                        ReceiptHandle = entry.ReceiptHandle,
                        VisibilityTimeout = entry.VisibilityTimeout,
                    }),
                ],
            },
            cancellation
        );
        return new()
        {
            Successful = answer.Successful?.ConvertAll(entry => new BatchResultEntry { Id = entry.Id }),
            Failed = answer.Failed?.ConvertAll(FromSdk),
        };
    }

    public Task PurgeQueueAsync(PurgeQueueRequest request, CancellationToken cancellation) =>
        sdk.PurgeQueueAsync(new Sdk.PurgeQueueRequest { QueueUrl = request.QueueUrl }, cancellation);

    public Task StartMessageMoveTaskAsync(StartMessageMoveTaskRequest request, CancellationToken cancellation) =>
        sdk.StartMessageMoveTaskAsync(
            new Sdk.StartMessageMoveTaskRequest
            {
                SourceArn = request.SourceArn,
                DestinationArn = request.DestinationArn,
            },
            cancellation
        );

    public async Task<ListMessageMoveTasksResponse> ListMessageMoveTasksAsync(
        ListMessageMoveTasksRequest request,
        CancellationToken cancellation
    )
    {
        var answer = await sdk.ListMessageMoveTasksAsync(
            new Sdk.ListMessageMoveTasksRequest { SourceArn = request.SourceArn, MaxResults = request.MaxResults },
            cancellation
        );
        return new()
        {
            Results = answer.Results?.ConvertAll(task => new ListMessageMoveTasksResultEntry
            {
                Status = task.Status,
                DestinationArn = task.DestinationArn,
                ApproximateNumberOfMessagesMoved = task.ApproximateNumberOfMessagesMoved,
                ApproximateNumberOfMessagesToMove = task.ApproximateNumberOfMessagesToMove,
                FailureReason = task.FailureReason,
            }),
        };
    }

    private static Sdk.MessageAttributeValue ToSdk(MessageAttributeValue value) =>
        new()
        {
            DataType = value.DataType,
            StringValue = value.StringValue,
            BinaryValue = value.BinaryValue is { } bytes ? new MemoryStream(bytes.ToArray()) : null,
        };

    private static MessageAttributeValue FromSdk(Sdk.MessageAttributeValue value) =>
        new()
        {
            DataType = value.DataType,
            StringValue = value.StringValue,
            BinaryValue = value.BinaryValue?.ToArray(),
        };

    private static BatchResultErrorEntry FromSdk(Sdk.BatchResultErrorEntry entry) =>
        new()
        {
            Id = entry.Id,
            Code = entry.Code,
            Message = entry.Message,
            SenderFault = entry.SenderFault ?? false,
        };
}

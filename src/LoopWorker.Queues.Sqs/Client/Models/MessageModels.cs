using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs.Client.Models;

internal sealed class SendMessageBatchRequest : AmazonWebServiceRequest
{
    public required string QueueUrl { get; init; }

    public required IReadOnlyList<SendMessageBatchRequestEntry> Entries { get; init; }
}

internal sealed record SendMessageBatchRequestEntry
{
    public required string Id { get; init; }

    public required string MessageBody { get; init; }

    public int? DelaySeconds { get; init; }

    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes { get; init; }

    public string? MessageDeduplicationId { get; init; }

    public string? MessageGroupId { get; init; }
}

internal sealed record MessageAttributeValue
{
    public string? DataType { get; init; }

    public string? StringValue { get; init; }

    /// <summary>Base64 on the wire.</summary>
    public ReadOnlyMemory<byte>? BinaryValue { get; init; }
}

internal sealed record SendMessageBatchResponse
{
    public IReadOnlyList<SendMessageBatchResultEntry>? Successful { get; init; }

    public IReadOnlyList<BatchResultErrorEntry>? Failed { get; init; }
}

internal sealed record SendMessageBatchResultEntry
{
    public string? Id { get; init; }

    public string? MessageId { get; init; }

    public string? MD5OfMessageBody { get; init; }
}

internal sealed class ReceiveMessageRequest : AmazonWebServiceRequest
{
    public required string QueueUrl { get; init; }

    public required int MaxNumberOfMessages { get; init; }

    public required int WaitTimeSeconds { get; init; }

    public int? VisibilityTimeout { get; init; }

    public IReadOnlyList<string>? MessageSystemAttributeNames { get; init; }

    public IReadOnlyList<string>? MessageAttributeNames { get; init; }

    public string? ReceiveRequestAttemptId { get; init; }
}

internal sealed record ReceiveMessageResponse
{
    public IReadOnlyList<Message>? Messages { get; init; }
}

internal sealed record Message
{
    public string? MessageId { get; init; }

    public string? ReceiptHandle { get; init; }

    public string? Body { get; init; }

    public string? MD5OfBody { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    public IReadOnlyDictionary<string, MessageAttributeValue>? MessageAttributes { get; init; }
}

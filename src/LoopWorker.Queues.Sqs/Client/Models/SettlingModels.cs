using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs.Client.Models;

internal sealed class DeleteMessageBatchRequest : AmazonWebServiceRequest
{
    public required string QueueUrl { get; init; }

    public required IReadOnlyList<DeleteMessageBatchRequestEntry> Entries { get; init; }
}

internal sealed record DeleteMessageBatchRequestEntry(string Id, string ReceiptHandle);

internal sealed class ChangeMessageVisibilityBatchRequest : AmazonWebServiceRequest
{
    public required string QueueUrl { get; init; }

    public required IReadOnlyList<ChangeMessageVisibilityBatchRequestEntry> Entries { get; init; }
}

internal sealed record ChangeMessageVisibilityBatchRequestEntry(string Id, string ReceiptHandle, int VisibilityTimeout);

/// <summary>What DeleteMessageBatch and ChangeMessageVisibilityBatch answer alike.</summary>
internal sealed record BatchResponse
{
    public IReadOnlyList<BatchResultEntry>? Successful { get; init; }

    public IReadOnlyList<BatchResultErrorEntry>? Failed { get; init; }
}

internal sealed record BatchResultEntry
{
    public string? Id { get; init; }
}

internal sealed record BatchResultErrorEntry
{
    public string? Id { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    public bool SenderFault { get; init; }
}

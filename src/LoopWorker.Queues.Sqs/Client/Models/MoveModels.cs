using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs.Client.Models;

internal sealed class StartMessageMoveTaskRequest : AmazonWebServiceRequest
{
    public required string SourceArn { get; init; }

    public string? DestinationArn { get; init; }
}

internal sealed class ListMessageMoveTasksRequest : AmazonWebServiceRequest
{
    public required string SourceArn { get; init; }

    public int MaxResults { get; init; } = 1;
}

internal sealed record ListMessageMoveTasksResponse
{
    /// <summary>The newest first.</summary>
    public IReadOnlyList<ListMessageMoveTasksResultEntry>? Results { get; init; }
}

internal sealed record ListMessageMoveTasksResultEntry
{
    /// <summary>RUNNING, COMPLETED, CANCELLING, CANCELLED or FAILED.</summary>
    public string? Status { get; init; }

    public string? DestinationArn { get; init; }

    public long? ApproximateNumberOfMessagesMoved { get; init; }

    public long? ApproximateNumberOfMessagesToMove { get; init; }

    public string? FailureReason { get; init; }
}

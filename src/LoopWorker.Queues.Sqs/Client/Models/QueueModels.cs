using Amazon.Runtime;

namespace LoopWorker.Queues.Sqs.Client.Models;

// The SDK takes names of operations, for spans and back-off, from the names of the request types.

internal sealed class CreateQueueRequest : AmazonWebServiceRequest
{
    public required string QueueName { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
}

internal sealed record CreateQueueResponse
{
    public string? QueueUrl { get; init; }
}

internal sealed class GetQueueUrlRequest : AmazonWebServiceRequest
{
    public required string QueueName { get; init; }
}

internal sealed record GetQueueUrlResponse
{
    public string? QueueUrl { get; init; }
}

internal sealed class GetQueueAttributesRequest : AmazonWebServiceRequest
{
    public required string QueueUrl { get; init; }

    public required IReadOnlyList<string> AttributeNames { get; init; }
}

internal sealed record GetQueueAttributesResponse
{
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
}

internal sealed class PurgeQueueRequest : AmazonWebServiceRequest
{
    public required string QueueUrl { get; init; }
}

/// <summary>The answer of an operation that has none.</summary>
internal sealed record NoResponse;

using LoopWorker.Queues.Sqs.Client.Models;

namespace LoopWorker.Queues.Sqs.Client;

/// <summary>
/// The operations of the SQS API that the engine uses, by the API's names. They throw what the AWS SDK throws.
/// </summary>
internal interface ISqsClient : IDisposable
{
    /// <summary>The region's name; empty where the endpoint has none.</summary>
    string Region { get; }

    /// <summary>The host that is called, for people.</summary>
    string Host { get; }

    Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellation);

    Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellation);

    Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellation
    );

    Task<SendMessageBatchResponse> SendMessageBatchAsync(
        SendMessageBatchRequest request,
        CancellationToken cancellation
    );

    Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellation);

    Task<BatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellation);

    Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellation
    );

    Task PurgeQueueAsync(PurgeQueueRequest request, CancellationToken cancellation);

    Task StartMessageMoveTaskAsync(StartMessageMoveTaskRequest request, CancellationToken cancellation);

    Task<ListMessageMoveTasksResponse> ListMessageMoveTasksAsync(
        ListMessageMoveTasksRequest request,
        CancellationToken cancellation
    );
}

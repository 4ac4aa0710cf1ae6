using Amazon.Runtime;
using Amazon.Runtime.Internal;
using LoopWorker.Queues.Sqs.Client.Models;

namespace LoopWorker.Queues.Sqs.Client.Core;

/// <summary>
/// SQS on AWSSDK.Core alone: the SDK's credentials, signing, endpoints, retries and telemetry, and just the operations that
/// are used.
/// </summary>
internal sealed class CoreSqsClient : AmazonServiceClient, ISqsClient
{
    private static readonly SqsOperation<CreateQueueRequest, CreateQueueResponse> CreateQueue = new(
        SqsJson.Wire.CreateQueueRequest,
        SqsJson.Wire.CreateQueueResponse
    );

    private static readonly SqsOperation<GetQueueUrlRequest, GetQueueUrlResponse> GetQueueUrl = new(
        SqsJson.Wire.GetQueueUrlRequest,
        SqsJson.Wire.GetQueueUrlResponse
    );

    private static readonly SqsOperation<GetQueueAttributesRequest, GetQueueAttributesResponse> GetQueueAttributes =
        new(SqsJson.Wire.GetQueueAttributesRequest, SqsJson.Wire.GetQueueAttributesResponse);

    private static readonly SqsOperation<SendMessageBatchRequest, SendMessageBatchResponse> SendMessageBatch = new(
        SqsJson.Wire.SendMessageBatchRequest,
        SqsJson.Wire.SendMessageBatchResponse
    );

    private static readonly SqsOperation<ReceiveMessageRequest, ReceiveMessageResponse> ReceiveMessage = new(
        SqsJson.Wire.ReceiveMessageRequest,
        SqsJson.Wire.ReceiveMessageResponse
    );

    private static readonly SqsOperation<DeleteMessageBatchRequest, BatchResponse> DeleteMessageBatch = new(
        SqsJson.Wire.DeleteMessageBatchRequest,
        SqsJson.Wire.BatchResponse
    );

    private static readonly SqsOperation<
        ChangeMessageVisibilityBatchRequest,
        BatchResponse
    > ChangeMessageVisibilityBatch = new(SqsJson.Wire.ChangeMessageVisibilityBatchRequest, SqsJson.Wire.BatchResponse);

    private static readonly SqsOperation<PurgeQueueRequest, NoResponse> PurgeQueue = new(
        SqsJson.Wire.PurgeQueueRequest,
        SqsJson.Wire.NoResponse
    );

    private static readonly SqsOperation<StartMessageMoveTaskRequest, NoResponse> StartMessageMoveTask = new(
        SqsJson.Wire.StartMessageMoveTaskRequest,
        SqsJson.Wire.NoResponse
    );

    private static readonly SqsOperation<
        ListMessageMoveTasksRequest,
        ListMessageMoveTasksResponse
    > ListMessageMoveTasks = new(SqsJson.Wire.ListMessageMoveTasksRequest, SqsJson.Wire.ListMessageMoveTasksResponse);

    private CoreSqsClient(SqsConfig config)
        : base(config) { }

    private CoreSqsClient(AWSCredentials credentials, SqsConfig config)
        : base(credentials, config) { }

    public string Region => ClientSettings.RegionOf(Config);

    public string Host => ClientSettings.HostOf(Config);

    protected override IServiceMetadata ServiceMetadata { get; } = new SqsMetadata();

    public static CoreSqsClient Create(SqsOptions options)
    {
        var config = ClientSettings.Apply(options, new SqsConfig());
        return options.Credentials is { } credentials ? new(credentials, config) : new(config);
    }

    public Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellation) =>
        CallAsync(CreateQueue, request, cancellation);

    public Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellation) =>
        CallAsync(GetQueueUrl, request, cancellation);

    public Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellation
    ) => CallAsync(GetQueueAttributes, request, cancellation);

    public Task<SendMessageBatchResponse> SendMessageBatchAsync(
        SendMessageBatchRequest request,
        CancellationToken cancellation
    ) => CallAsync(SendMessageBatch, request, cancellation);

    public Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request,
        CancellationToken cancellation
    ) => CallAsync(ReceiveMessage, request, cancellation);

    public Task<BatchResponse> DeleteMessageBatchAsync(
        DeleteMessageBatchRequest request,
        CancellationToken cancellation
    ) => CallAsync(DeleteMessageBatch, request, cancellation);

    public Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellation
    ) => CallAsync(ChangeMessageVisibilityBatch, request, cancellation);

    public Task PurgeQueueAsync(PurgeQueueRequest request, CancellationToken cancellation) =>
        CallAsync(PurgeQueue, request, cancellation);

    public Task StartMessageMoveTaskAsync(StartMessageMoveTaskRequest request, CancellationToken cancellation) =>
        CallAsync(StartMessageMoveTask, request, cancellation);

    public Task<ListMessageMoveTasksResponse> ListMessageMoveTasksAsync(
        ListMessageMoveTasksRequest request,
        CancellationToken cancellation
    ) => CallAsync(ListMessageMoveTasks, request, cancellation);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new SqsEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SqsAuthentication());
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        SqsOperation<TRequest, TResponse> operation,
        TRequest request,
        CancellationToken cancellation
    )
        where TRequest : AmazonWebServiceRequest
        where TResponse : class, new() =>
        (await InvokeAsync<SqsAnswer<TResponse>>(request, operation.Options, cancellation)).Body;

    private sealed class SqsMetadata : IServiceMetadata
    {
        public string ServiceId => "SQS";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}

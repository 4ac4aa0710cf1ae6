namespace LoopWorker.Queues.Observing;

/// <summary>The names of a queue's operations, as the API of SQS has them.</summary>
public static class QueueOperations
{
    public const string GetQueueAttributes = nameof(GetQueueAttributes);
    public const string SendMessageBatch = nameof(SendMessageBatch);
    public const string ReceiveMessage = nameof(ReceiveMessage);
    public const string DeleteMessageBatch = nameof(DeleteMessageBatch);
    public const string ChangeMessageVisibilityBatch = nameof(ChangeMessageVisibilityBatch);
    public const string PurgeQueue = nameof(PurgeQueue);
}

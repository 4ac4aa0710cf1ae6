using LoopWorker.Queues;

namespace LoopWorker.Testing;

/// <summary>A service whose queues are wrapped to misbehave.</summary>
public sealed class WrappedQueues(IQueueService queues, Func<IQueue, IQueue> wrap) : IQueueService
{
    public async Task<IQueue> OpenAsync(string name, CancellationToken cancellation) =>
        wrap(await queues.OpenAsync(name, cancellation));

    public Task<IQueue> CreateAsync(QueueDefinition definition, CancellationToken cancellation) =>
        queues.CreateAsync(definition, cancellation);

    public Task ChangeAsync(QueueChange change, CancellationToken cancellation) =>
        queues.ChangeAsync(change, cancellation);

    public Task<MoveTask> StartMoveAsync(
        string deadLetterQueue,
        string? destination,
        int? perSecond,
        CancellationToken cancellation
    ) => queues.StartMoveAsync(deadLetterQueue, destination, perSecond, cancellation);

    public Task CancelMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
        queues.CancelMoveAsync(deadLetterQueue, cancellation);

    public Task<MoveTask> GetMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
        queues.GetMoveAsync(deadLetterQueue, cancellation);
}

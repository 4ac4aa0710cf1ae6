using System.Collections.Concurrent;

namespace LoopWorker.Queues.InMemory;

/// <summary>Queues in memory.</summary>
/// <param name="newId">Makes message ids.</param>
/// <param name="time">The clock of all queues.</param>
public sealed class InMemoryQueueService(Func<string> newId, TimeProvider time) : IQueueService
{
    private readonly ConcurrentDictionary<string, InMemoryQueue> _queues = new();
    private readonly ConcurrentDictionary<string, MoveTask> _moves = new();

    public Task<IQueue> OpenAsync(string name, CancellationToken cancellation) => Task.FromResult<IQueue>(Find(name));

    public Task<IQueue> CreateAsync(QueueDefinition definition, CancellationToken cancellation)
    {
        MessageValidation.CheckDefinition(definition);
        if (definition.Redrive is { } redrive)
            CheckRedrive(definition, redrive);
        var queue = _queues.GetOrAdd(
            definition.Name,
            _ => new InMemoryQueue(definition, name => _queues.GetValueOrDefault(name), newId, time)
        );
        return queue.Definition == definition
            ? Task.FromResult<IQueue>(queue)
            : throw new QueueException(
                QueueErrors.QueueNameExists,
                $"The queue '{definition.Name}' exists with other settings: {queue.Definition}, not {definition}."
            );
    }

    public Task<MoveTask> StartMoveAsync(string deadLetterQueue, string? destination, CancellationToken cancellation)
    {
        var from = Find(deadLetterQueue);
        var to = destination is null ? null : Find(destination);
        var held = from.Snapshot().Count;
        // Without a destination, only what a redrive policy has moved here says where it came from.
        var moving = from.TakeForMove(message => to is not null || message.DeadLetterSource is not null);
        foreach (var group in moving.GroupBy(message => to ?? Find(message.DeadLetterSource!)))
            group.Key.TakeOver(group, deadLetterSource: null);
        var task = new MoveTask(deadLetterQueue, destination, moving.Count, held, Finished: true);
        _moves[deadLetterQueue] = task;
        return Task.FromResult(task);
    }

    public Task<MoveTask> GetMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
        _moves.TryGetValue(deadLetterQueue, out var move)
            ? Task.FromResult(move)
            : throw new QueueException(
                "ResourceNotFoundException",
                $"No move of '{deadLetterQueue}' was ever started."
            );

    private InMemoryQueue Find(string name) =>
        _queues.GetValueOrDefault(name)
        ?? throw new QueueException(QueueErrors.QueueNotFound, $"The queue '{name}' does not exist. Create it first.");

    private void CheckRedrive(QueueDefinition definition, RedrivePolicy redrive)
    {
        if (!_queues.TryGetValue(redrive.DeadLetterQueue, out var deadLetters))
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The dead-letter queue '{redrive.DeadLetterQueue}' of '{definition.Name}' does not exist. Create it first."
            );
        if (deadLetters.Definition.IsFifo != definition.IsFifo)
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The dead-letter queue '{redrive.DeadLetterQueue}' and '{definition.Name}' must both be FIFO or both standard."
            );
    }
}

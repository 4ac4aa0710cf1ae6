using System.Collections.Concurrent;
using LoopWorker.Core;
using LoopWorker.Queues.InMemory.Validation;

namespace LoopWorker.Queues.InMemory;

/// <summary>Queues in memory, all on one clock.</summary>
/// <param name="newId">Makes message ids, for any thread; <see cref="Randomness.NextId"/> does.</param>
/// <param name="time">The clock of all queues.</param>
public sealed class InMemoryQueueService(Func<string> newId, TimeProvider time) : IQueueService
{
    private readonly ConcurrentDictionary<string, InMemoryQueue> _queues = new();
    private readonly ConcurrentDictionary<string, MoveTask> _moves = new();
    private readonly Lock _changing = new();

    public Task<IQueue> OpenAsync(string name, CancellationToken cancellation) =>
        Answer.With<string, IQueue>(name, Find, cancellation);

    public Task<IQueue> CreateAsync(QueueDefinition definition, CancellationToken cancellation) =>
        Answer.With<QueueDefinition, IQueue>(definition, Create, cancellation);

    public Task ChangeAsync(QueueChange change, CancellationToken cancellation) =>
        Answer.With(change, Change, cancellation);

    /// <summary>
    /// Moves at once all that may be received. What is in flight, delayed or, without a destination, of unknown source stays.
    /// </summary>
    /// <inheritdoc/>
    public Task<MoveTask> StartMoveAsync(
        string deadLetterQueue,
        string? destination,
        int? perSecond,
        CancellationToken cancellation
    ) =>
        Answer.With(
            (deadLetterQueue, destination),
            names => Move(names.deadLetterQueue, names.destination),
            cancellation
        );

    /// <summary>There is never one: all has moved when the start is answered.</summary>
    /// <inheritdoc/>
    public Task CancelMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
        Answer.With<string, MoveTask>(
            deadLetterQueue,
            name =>
                throw new QueueException(
                    QueueErrors.MoveNotFound,
                    $"No move of the messages of '{Find(name).Name}' is under way: there is nothing to stop."
                ),
            cancellation
        );

    public Task<MoveTask> GetMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
        Answer.With(
            deadLetterQueue,
            name =>
                _moves.GetValueOrDefault(Find(name).Name)
                ?? throw new QueueException(
                    QueueErrors.MoveNotFound,
                    $"No move of the messages of '{name}' was ever started: start one first."
                ),
            cancellation
        );

    private InMemoryQueue Create(QueueDefinition definition)
    {
        QueueValidation.Check(definition);
        var deadLetters = DeadLettersOf(definition);
        var queue = _queues.GetOrAdd(definition.Name, _ => new InMemoryQueue(definition, deadLetters, newId, time));
        return queue.Definition == definition
            ? queue
            : throw new QueueException(
                QueueErrors.QueueNameExists,
                $"The queue '{definition.Name}' exists with other settings: {queue.Definition}, not {definition}."
            );
    }

    private InMemoryQueue Change(QueueChange change)
    {
        lock (_changing)
        {
            var queue = Find(change.Queue);
            var definition = change.ApplyTo(queue.Definition);
            QueueValidation.Check(definition);
            queue.Redefine(definition, DeadLettersOf(definition));
            return queue;
        }
    }

    private InMemoryQueue? DeadLettersOf(QueueDefinition definition)
    {
        if (definition.Redrive is not { } redrive)
            return null;
        var deadLetters = _queues.GetValueOrDefault(redrive.DeadLetterQueue);
        QueueValidation.CheckDeadLetters(definition, deadLetters?.Definition);
        return deadLetters;
    }

    private MoveTask Move(string deadLetterQueue, string? destination)
    {
        var from = Find(deadLetterQueue);
        if (!_queues.Values.Any(queue => queue.Definition.Redrive?.DeadLetterQueue == deadLetterQueue))
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"The queue '{deadLetterQueue}' is no queue's dead-letter queue: name one that a redrive policy names."
            );
        var to = destination is null ? null : Find(destination);
        if (to is not null && (to == from || to.Definition.IsFifo != from.Definition.IsFifo))
            throw new QueueException(
                QueueErrors.InvalidParameter,
                $"Messages of '{deadLetterQueue}' cannot move to '{destination}': name another queue of the same kind, FIFO or standard."
            );
        var moving = from.TakeForMove(message => to is not null || message.DeadLetterSource is not null, out var held);
        foreach (var messages in moving.GroupBy(message => to ?? Find(message.DeadLetterSource!)))
            messages.Key.TakeOverAsNew(messages);
        var task = new MoveTask(deadLetterQueue, destination, moving.Count, held, Finished: true);
        _moves[deadLetterQueue] = task;
        return task;
    }

    private InMemoryQueue Find(string name) =>
        _queues.GetValueOrDefault(name)
        ?? throw new QueueException(QueueErrors.QueueNotFound, $"The queue '{name}' does not exist: create it first.");
}

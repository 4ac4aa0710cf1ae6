namespace LoopWorker.Queues;

/// <summary>Settings that an existing queue is to have from now on. What is null here stays as it is.</summary>
/// <param name="Queue">The queue's name. Its kind, standard or FIFO, is part of the name and cannot be changed.</param>
/// <remarks>Limits are those of <see cref="QueueDefinition"/>.</remarks>
public sealed record QueueChange(string Queue)
{
    /// <summary>For receives from now on; messages in flight keep theirs.</summary>
    public TimeSpan? VisibilityTimeout { get; init; }

    /// <summary>Holds for messages that are in the queue already, too: a shorter one deletes those that are older.</summary>
    public TimeSpan? Retention { get; init; }

    public RedrivePolicy? Redrive { get; init; }

    /// <summary>FIFO only: turns it on; false leaves it as it is.</summary>
    public bool HighThroughput { get; init; }

    /// <summary>What the queue is after this change.</summary>
    public QueueDefinition ApplyTo(QueueDefinition queue) =>
        queue with
        {
            VisibilityTimeout = VisibilityTimeout ?? queue.VisibilityTimeout,
            Retention = Retention ?? queue.Retention,
            Redrive = Redrive ?? queue.Redrive,
            HighThroughput = HighThroughput || queue.HighThroughput,
        };
}

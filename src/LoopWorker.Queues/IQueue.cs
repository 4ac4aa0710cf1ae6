using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues;

/// <summary>
/// One queue that delivers each message at least once. Every engine behaves as the contract suite says.
/// </summary>
/// <remarks>
/// Batches hold 1 to <see cref="QueueLimits.BatchEntries"/> entries and are answered entry by entry, in the order of the
/// request: a call that returns may well have failed for some. A call that throws, a <see cref="QueueException"/>, may or
/// may not have taken effect.
/// </remarks>
public interface IQueue
{
    string Name { get; }

    /// <summary>The settings as they are now.</summary>
    Task<QueueDefinition> DescribeAsync(CancellationToken cancellation);

    Task<IReadOnlyList<SendOutcome>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellation);

    /// <summary>Waits until there is a message, at most for the request's wait; returns none, one or several.</summary>
    Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellation);

    Task<IReadOnlyList<EntryOutcome>> DeleteAsync(IReadOnlyList<string> receiptHandles, CancellationToken cancellation);

    /// <summary>Sets how long from now each message stays hidden; zero makes it visible at once.</summary>
    Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    );

    Task<QueueDepth> GetDepthAsync(CancellationToken cancellation);

    /// <summary>Deletes all messages, those in flight too.</summary>
    Task PurgeAsync(CancellationToken cancellation);
}

/// <summary>The queues of one account and region.</summary>
public interface IQueueService
{
    /// <summary>Finds a queue by name.</summary>
    /// <exception cref="QueueException">With <see cref="QueueErrors.QueueNotFound"/> if there is none.</exception>
    Task<IQueue> OpenAsync(string name, CancellationToken cancellation);

    /// <summary>Makes a queue; one that exists with the same settings is returned as it is.</summary>
    /// <exception cref="QueueException">With <see cref="QueueErrors.QueueNameExists"/> if it exists with other settings.</exception>
    Task<IQueue> CreateAsync(QueueDefinition definition, CancellationToken cancellation);

    /// <summary>Changes settings of a queue; its messages stay. SQS may take a minute, for retention 15 minutes, until they hold.</summary>
    /// <exception cref="QueueException">
    /// With <see cref="QueueErrors.QueueNotFound"/> if there is none, with <see cref="QueueErrors.InvalidParameter"/> if a
    /// setting is not valid.
    /// </exception>
    Task ChangeAsync(QueueChange change, CancellationToken cancellation);

    /// <summary>
    /// Moves the messages of a dead-letter queue to another queue, or each to where it came from if none is named, as
    /// fresh messages: receive counts begin anew.
    /// </summary>
    /// <param name="deadLetterQueue">Where they are.</param>
    /// <param name="destination">Where they go; null for where each came from, as far as the redrive policy moved it.</param>
    /// <param name="perSecond">How many a second at most, 1 to 500; null for as SQS sees fit.</param>
    /// <param name="cancellation">Stops waiting; the move goes on.</param>
    Task<MoveTask> StartMoveAsync(
        string deadLetterQueue,
        string? destination,
        int? perSecond,
        CancellationToken cancellation
    );

    /// <summary>How a move stands.</summary>
    Task<MoveTask> GetMoveAsync(string deadLetterQueue, CancellationToken cancellation);

    /// <summary>Stops a move. What has moved stays where it is.</summary>
    /// <exception cref="QueueException">With <see cref="QueueErrors.MoveNotFound"/> if none is under way.</exception>
    Task CancelMoveAsync(string deadLetterQueue, CancellationToken cancellation);
}

/// <summary>A move from a dead-letter queue: how many messages have moved, and how many there were at its start.</summary>
public sealed record MoveTask(string DeadLetterQueue, string? Destination, long Moved, long ToMove, bool Finished);

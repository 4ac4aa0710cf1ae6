using LoopWorker.Queues.Batching;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump;

/// <summary>
/// Ends deliveries, in batches: deletes, visibility changes and moves to the dead-letter queue. A batch's failed entries
/// are tried again by themselves; what fails still is left to its visibility timeout, for redelivery is harmless.
/// </summary>
public sealed class Settler
{
    private const int Attempts = 4;
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    private readonly SettlerOptions _options;
    private readonly Action<Settlement, Settled> _settled;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly Batcher<Settlement> _deletes;
    private readonly Batcher<(Settlement Settlement, TimeSpan Timeout)> _visibility;
    private readonly Batcher<Settlement.Reject> _rejects;

    /// <param name="options">Times and names.</param>
    /// <param name="settled">Told once of each delivery, when it has ended.</param>
    /// <param name="randomness">Jitter.</param>
    /// <param name="time">Times the waits.</param>
    public Settler(
        SettlerOptions options,
        Action<Settlement, Settled> settled,
        Randomness randomness,
        TimeProvider time
    )
    {
        _options = options;
        _settled = settled;
        _randomness = randomness;
        _time = time;
        var batches = new BatchOptions
        {
            Limit = QueueLimits.BatchEntries,
            Linger = options.Linger,
            Concurrency = options.Concurrency,
            Capacity = options.Capacity,
        };
        _deletes = new(batches, DeleteAsync, time);
        _visibility = new(batches, ChangeVisibilityAsync, time);
        _rejects = new(batches, RejectAsync, time);
    }

    public ValueTask AddAsync(Settlement settlement) =>
        settlement switch
        {
            Settlement.Complete => _deletes.AddAsync(settlement),
            Settlement.Release => _visibility.AddAsync((settlement, TimeSpan.Zero)),
            Settlement.Reject reject => _rejects.AddAsync(reject),
            Settlement.Retry retry => RetryAsync(retry),
            _ => throw new ArgumentOutOfRangeException(nameof(settlement)),
        };

    /// <summary>Works until <see cref="Complete"/> has been called and all is settled.</summary>
    public Task RunAsync() => Task.WhenAll(_deletes.RunAsync(), _visibility.RunAsync(), _rejects.RunAsync());

    /// <summary>No more settlements will come.</summary>
    public void Complete()
    {
        _rejects.Complete();
        _visibility.Complete();
        _deletes.Complete();
    }

    private ValueTask RetryAsync(Settlement.Retry retry)
    {
        var (message, source) = retry.Delivery;
        if (source.DeadLetters is not null && source.IsLastReceive(message))
            return _rejects.AddAsync(new(retry.Delivery, _options.RetriesExhaustedCode, retry.Reason));
        var pause = _options.RetryBackoff.SecondsAfter(message.ReceiveCount, _randomness.NextFraction());
        return _visibility.AddAsync((retry, pause));
    }

    private Task DeleteAsync(IReadOnlyList<Settlement> batch) => DeleteAsync(batch, Settled.Completed);

    private Task DeleteAsync(IReadOnlyList<Settlement> batch, Settled as_) =>
        EachSourceAsync(
            batch,
            settlement => settlement,
            (queue, entries) => queue.DeleteAsync([.. entries.Select(Handle)], CancellationToken.None),
            as_
        );

    private Task ChangeVisibilityAsync(IReadOnlyList<(Settlement Settlement, TimeSpan Timeout)> batch) =>
        EachSourceAsync(
            batch,
            entry => entry.Settlement,
            (queue, entries) =>
                queue.ChangeVisibilityAsync(
                    [.. entries.Select(entry => new VisibilityChange(Handle(entry.Settlement), entry.Timeout))],
                    CancellationToken.None
                ),
            Settled.Retried
        );

    // The original is deleted only after the dead-letter queue has accepted its copy.
    private async Task RejectAsync(IReadOnlyList<Settlement.Reject> batch)
    {
        foreach (var group in batch.GroupBy(reject => reject.Delivery.Source))
        {
            var (moved, failed) = group.Key.DeadLetters is { } deadLetters
                ? await TryEachAsync([.. group], rejects => SendAsync(deadLetters, rejects))
                : ([], [.. group]);
            foreach (var reject in failed)
                _settled(reject, Settled.Abandoned);
            if (moved.Count > 0)
                await DeleteAsync(moved, Settled.DeadLettered);
        }
    }

    private async Task<IReadOnlyList<EntryOutcome>> SendAsync(
        IQueue deadLetters,
        IReadOnlyList<Settlement.Reject> rejects
    )
    {
        var fifo = QueueDefinition.IsFifoName(deadLetters.Name);
        var messages = rejects.Select(reject =>
            DeadLetter.Build(reject.Delivery.Message, _options.NoteAttribute, Note(reject), fifo)
        );
        var outcomes = await deadLetters.SendAsync([.. messages], CancellationToken.None);
        return [.. outcomes.Select(outcome => new EntryOutcome(outcome.Error))];
    }

    private FailureNote Note(Settlement.Reject reject) =>
        new()
        {
            Code = reject.Code,
            Detail = reject.Detail,
            SourceQueue = reject.Delivery.Source.Queue.Name,
            MessageId = reject.Delivery.Message.MessageId,
            ReceiveCount = reject.Delivery.Message.ReceiveCount,
            FailedAt = _time.GetUtcNow(),
        };

    private async Task EachSourceAsync<T>(
        IReadOnlyList<T> batch,
        Func<T, Settlement> settlementOf,
        Func<IQueue, IReadOnlyList<T>, Task<IReadOnlyList<EntryOutcome>>> call,
        Settled as_
    )
    {
        foreach (var group in batch.GroupBy(entry => settlementOf(entry).Delivery.Source))
        {
            var (succeeded, failed) = await TryEachAsync([.. group], entries => call(group.Key.Queue, entries));
            foreach (var entry in succeeded)
                _settled(settlementOf(entry), settlementOf(entry) is Settlement.Release ? Settled.Released : as_);
            foreach (var entry in failed)
                _settled(settlementOf(entry), Settled.Abandoned);
        }
    }

    // Calls with what has not succeeded yet, a bounded number of times. Entries that never can are given up at once.
    private async Task<(List<T> Succeeded, List<T> Failed)> TryEachAsync<T>(
        IReadOnlyList<T> entries,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<EntryOutcome>>> call
    )
    {
        var succeeded = new List<T>(entries.Count);
        var failed = new List<T>();
        for (var attempt = 1; entries.Count > 0; attempt++)
        {
            var again = new List<T>();
            try
            {
                var outcomes = await call(entries);
                for (var i = 0; i < entries.Count; i++)
                {
                    var target =
                        outcomes[i].Succeeded ? succeeded
                        : outcomes[i].Error!.SenderFault ? failed
                        : again;
                    target.Add(entries[i]);
                }
            }
            catch (QueueException exception)
            {
                (exception.IsTransient ? again : failed).AddRange(entries);
            }
            if (again.Count > 0 && attempt == Attempts)
            {
                failed.AddRange(again);
                break;
            }
            if (again.Count > 0)
                await Task.Delay(BetweenAttempts.After(attempt, _randomness.NextFraction()), _time);
            entries = again;
        }
        return (succeeded, failed);
    }

    private static string Handle(Settlement settlement) => settlement.Delivery.Message.ReceiptHandle;
}

/// <summary>The settings of a <see cref="Settler"/>.</summary>
public sealed record SettlerOptions
{
    /// <summary>The attribute beside a dead letter that holds the <see cref="FailureNote"/>.</summary>
    public required string NoteAttribute { get; init; }

    /// <summary>The reason of a message that failed as often as the redrive policy allows.</summary>
    public required string RetriesExhaustedCode { get; init; }

    /// <summary>How long a failed message stays hidden, by its receive count.</summary>
    public Backoff RetryBackoff { get; init; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    /// <summary>How long a batch that is not full waits for company.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Batches of one kind under way at once.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Settlements of one kind that may wait.</summary>
    public int Capacity { get; init; } = 1_000;
}

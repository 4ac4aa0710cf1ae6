using LoopWorker.Core;
using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>
/// Ends deliveries, in batches: deletes, visibility changes and moves to the dead-letter queue. A batch's failed entries
/// are tried again by themselves; what fails still is left to its visibility timeout, for redelivery is harmless. What is
/// no longer ours is left alone: only what has taken effect is deleted all the same.
/// </summary>
public sealed class Settler : IStage
{
    // What a span says of a call that could not do all.
    private const string Failed = "entries_failed";

    private const string ReleasedAtLast =
        "It was received as often as the redrive policy allows, and given back before anything was begun for it: the worker was stopped, or an earlier message of its group was given back. Replay it.";

    private readonly SettlerOptions _options;
    private readonly Func<Settlement, Settled, ValueTask> _settled;
    private readonly MessageSpans _spans;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly BatchRetries _retries;
    private readonly DeadLetterSending _letters;

    // A call concerns one queue.
    private readonly KeyedBatcher<Source, Settlement> _deletes;
    private readonly KeyedBatcher<Source, (Settlement Settlement, TimeSpan Timeout)> _visibility;
    private readonly KeyedBatcher<Source, Settlement.Reject> _rejects;

    /// <param name="options">Times and names.</param>
    /// <param name="settled">Told once of each delivery, when it has ended.</param>
    /// <param name="spans">Of the calls.</param>
    /// <param name="randomness">Jitter.</param>
    /// <param name="time">Times the waits.</param>
    public Settler(
        SettlerOptions options,
        Func<Settlement, Settled, ValueTask> settled,
        MessageSpans spans,
        Randomness randomness,
        TimeProvider time
    )
    {
        _options = options;
        _settled = settled;
        _spans = spans;
        _randomness = randomness;
        _time = time;
        _retries = new BatchRetries(randomness, time);
        _letters = new DeadLetterSending(options.Notes, _retries, time);
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

    public string Name => "settle";

    public Progress Progress => _deletes.Progress + _visibility.Progress + _rejects.Progress;

    public ValueTask AddAsync(Settlement settlement) =>
        settlement is not Settlement.Complete && !settlement.Delivery.Lease.IsHeld
            ? EndAsync(settlement, Settled.Lost)
            : QueueAsync(settlement);

    /// <summary>Works until <see cref="Complete"/> has been called and all is settled.</summary>
    public Task RunAsync() => FailFast.WhenAllAsync(_deletes.RunAsync(), _visibility.RunAsync(), _rejects.RunAsync());

    /// <summary>No more settlements will come.</summary>
    public void Complete()
    {
        _rejects.Complete();
        _visibility.Complete();
        _deletes.Complete();
    }

    private ValueTask QueueAsync(Settlement settlement) =>
        settlement switch
        {
            Settlement.Complete => _deletes.AddAsync(settlement.Delivery.Source, settlement),
            Settlement.Release { IsFinal: true } => _rejects.AddAsync(
                settlement.Delivery.EntrySource,
                new(settlement.Delivery, _options.RetriesExhaustedCode, ReleasedAtLast)
            ),
            Settlement.Release => _visibility.AddAsync(settlement.Delivery.Source, (settlement, TimeSpan.Zero)),
            Settlement.Reject reject => _rejects.AddAsync(reject.Delivery.EntrySource, reject),
            Settlement.Retry retry => RetryAsync(retry),
            _ => throw new ArgumentOutOfRangeException(nameof(settlement)),
        };

    private ValueTask RetryAsync(Settlement.Retry retry)
    {
        var delivery = retry.Delivery;
        if (retry.IsFinal)
            return _rejects.AddAsync(delivery.EntrySource, new(delivery, _options.RetriesExhaustedCode, retry.Reason));
        var pause = retry.Pause ?? _options.RetryBackoff.SecondsAfter(delivery.Attempt, _randomness.NextFraction());
        return _visibility.AddAsync(delivery.Source, (retry, pause));
    }

    private Task DeleteAsync(Source source, IReadOnlyList<Settlement> batch) =>
        CallAsync(
            "delete",
            source.Queue,
            batch,
            settlement => settlement,
            (queue, entries) => queue.DeleteAsync([.. entries.Select(Handle)], CancellationToken.None),
            settlement => settlement is Settlement.Reject ? Settled.DeadLettered : Settled.Completed
        );

    private async Task ChangeVisibilityAsync(
        Source source,
        IReadOnlyList<(Settlement Settlement, TimeSpan Timeout)> batch
    )
    {
        // An extension that is answered after the release would hide the message again for its whole visibility timeout.
        foreach (var (settlement, _) in batch)
            await settlement.Delivery.Lease.FinishRenewalsAsync();
        await CallAsync(
            "change_visibility",
            source.Queue,
            batch,
            entry => entry.Settlement,
            async (queue, entries) =>
            {
                var outcomes = await queue.ChangeVisibilityAsync(
                    [.. entries.Select(entry => new VisibilityChange(Handle(entry.Settlement), entry.Timeout))],
                    CancellationToken.None
                );
                return
                [
                    .. outcomes.Select(
                        (outcome, i) =>
                            IsVisibleAlready(entries[i].Settlement, outcome) ? EntryOutcome.Success : outcome
                    ),
                ];
            },
            settlement => settlement is Settlement.Release ? Settled.Released : Settled.Retried
        );
    }

    // The handle is one of SQS's own. If SQS takes it no more, nothing is hidden by it: an earlier try took effect, and its
    // answer was lost, or its time is over.
    private static bool IsVisibleAlready(Settlement settlement, EntryOutcome outcome) =>
        settlement is Settlement.Release && outcome.Error is { SenderFault: true };

    // The original is deleted only after the dead-letter queue has accepted its copy.
    private async Task RejectAsync(Source entrySource, IReadOnlyList<Settlement.Reject> rejects)
    {
        var begun = _time.GetTimestamp();
        var (sent, failed) = await _letters.SendAsync(entrySource, rejects);
        AddSpan("send", "send", entrySource.DeadLetters ?? entrySource.Queue, rejects, begun, failed.Count);
        foreach (var reject in failed)
            await EndAsync(reject, Settled.Abandoned);
        // Those that were forwarded are in another queue by now than those that were not.
        foreach (var group in sent.GroupBy(reject => reject.Delivery.Source))
            await DeleteAsync(group.Key, [.. group]);
    }

    // Whatever a call could not do is left to the visibility timeout.
    private async Task CallAsync<T>(
        string operation,
        IQueue queue,
        IReadOnlyList<T> batch,
        Func<T, Settlement> settlementOf,
        Func<IQueue, IReadOnlyList<T>, Task<IReadOnlyList<EntryOutcome>>> call,
        Func<Settlement, Settled> success
    )
    {
        var begun = _time.GetTimestamp();
        var result = await _retries.RunAsync(batch, entries => call(queue, entries));
        AddSpan(operation, "settle", queue, batch.Select(settlementOf), begun, result.Failed.Count);
        foreach (var settlement in result.Succeeded.Select(settlementOf))
            await EndAsync(settlement, success(settlement));
        foreach (var settlement in result.Failed.Select(settlementOf))
            await EndAsync(settlement, Settled.Abandoned);
    }

    private void AddSpan(
        string operation,
        string type,
        IQueue queue,
        IEnumerable<Settlement> settlements,
        long begun,
        int failed
    ) =>
        _spans.AddCall(
            operation,
            type,
            queue.Name,
            settlements.Select(settlement => settlement.Delivery),
            _time.GetElapsedTime(begun),
            failed == 0 ? null : Failed
        );

    private ValueTask EndAsync(Settlement settlement, Settled how)
    {
        settlement.Delivery.Lease.StopRenewals();
        return _settled(settlement, how);
    }

    private static string Handle(Settlement settlement) => settlement.Delivery.Message.ReceiptHandle;
}

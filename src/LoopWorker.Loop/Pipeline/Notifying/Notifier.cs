using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// Sends what committed events owe their users, then writes into their markers that it is sent, then completes their
/// messages. What fails on the way is left to redelivery: the marker still says what is owed.
/// </summary>
public sealed class Notifier
{
    private readonly IQueue _queue;
    private readonly ITable _table;
    private readonly RecentEvents _recentEvents;
    private readonly Settler _settler;
    private readonly Patience _patience;
    private readonly IPipelineObserver _observer;
    private readonly PipelineOptions _options;
    private readonly bool _fifo;
    private readonly Batcher<(Told Told, Notification Notification)>[] _lanes;
    private readonly Batcher<Told> _marks;

    public Notifier(
        IQueue queue,
        ITable table,
        RecentEvents recentEvents,
        Settler settler,
        Patience patience,
        IPipelineObserver observer,
        PipelineOptions options,
        TimeProvider time
    )
    {
        _queue = queue;
        _table = table;
        _recentEvents = recentEvents;
        _settler = settler;
        _patience = patience;
        _observer = observer;
        _options = options;
        _fifo = QueueDefinition.IsFifoName(queue.Name);
        // An event may owe two notifications.
        var sends = new BatchOptions
        {
            Limit = QueueLimits.BatchEntries,
            Linger = options.Linger,
            Capacity = 2 * options.MaxInFlight,
        };
        _lanes = [.. Enumerable.Range(0, options.NotifyLanes).Select(_ => NewLane(sends, time))];
        _marks = new(
            new BatchOptions
            {
                Limit = TableLimits.BatchWrites,
                Linger = options.Linger,
                Concurrency = 4,
                Capacity = options.MaxInFlight,
            },
            MarkAsync,
            time
        );
    }

    public async ValueTask AddAsync(Told told)
    {
        var lane = _lanes[StableHash(told.Marker.UserPubkey) % (uint)_lanes.Length];
        foreach (var notification in told.Notifications())
            await lane.AddAsync((told, notification));
    }

    /// <summary>Works until <see cref="Complete"/> has been called and all is sent and marked.</summary>
    public Task RunAsync() => FailFast.WhenAllAsync(_marks.RunAsync(), SendAllAsync());

    private async Task SendAllAsync()
    {
        await FailFast.WhenAllAsync(_lanes.Select(lane => lane.RunAsync()));
        _marks.Complete();
    }

    public void Complete()
    {
        foreach (var lane in _lanes)
            lane.Complete();
    }

    private Batcher<(Told, Notification)> NewLane(BatchOptions options, TimeProvider time) =>
        new(options, SendAsync, time);

    private async Task SendAsync(IReadOnlyList<(Told Told, Notification Notification)> batch)
    {
        IReadOnlyList<SendOutcome> outcomes;
        try
        {
            outcomes = await _queue.SendAsync(
                [.. batch.Select(entry => Message(entry.Notification))],
                CancellationToken.None
            );
        }
        catch (QueueException exception) when (!exception.NeedsOperator)
        {
            var failure = new SendOutcome(null, new EntryError(exception.Code, exception.Message, SenderFault: false));
            outcomes = [.. batch.Select(_ => failure)];
        }
        for (var i = 0; i < batch.Count; i++)
        {
            var (told, notification) = batch[i];
            if (outcomes[i].Error is { } error)
            {
                await FailAsync(told, $"A notification could not be sent: {error.Code}, {error.Message}");
                continue;
            }
            _observer.OnNotified(notification);
            if (told.IsLastSent())
                await _marks.AddAsync(told);
        }
    }

    private OutgoingMessage Message(Notification notification) =>
        new(notification.ToCloudEvent(_options.NotificationSource))
        {
            GroupId = _fifo ? notification.UserPubkey : null,
            DeduplicationId = _fifo ? notification.Id : null,
        };

    private async Task MarkAsync(IReadOnlyList<Told> batch)
    {
        // One put a marker: a batch must not name a key twice.
        var puts = new Dictionary<ItemKey, Write>(batch.Count);
        foreach (var told in batch)
            puts[told.MarkerItem.Key] = new Put(Markers.Notified(told.MarkerItem));
        try
        {
            await _patience.TryAsync(
                [.. batch.Select(told => told.First.Delivery)],
                () => _table.WriteManyAsync([.. puts.Values], CancellationToken.None)
            );
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            foreach (var told in batch)
                await FailAsync(told, $"A marker could not be written: {exception.Code}, {exception.Message}");
            return;
        }
        foreach (var told in batch)
        {
            await _settler.AddAsync(new Settlement.Complete(told.First.Delivery, told.Outcome));
            foreach (var follower in told.Recent.Conclude(Telling.Done))
                await _settler.AddAsync(new Settlement.Complete(follower.Delivery, Outcomes.Duplicate));
        }
    }

    // The first failure of an event ends it; a second one, of its other notification, finds nothing left to end.
    private async Task FailAsync(Told told, string reason)
    {
        if (!told.TryFail())
            return;
        _recentEvents.Forget(told.First.MarkerKey);
        await _settler.AddAsync(new Settlement.Retry(told.First.Delivery, reason));
        foreach (var follower in told.Recent.Conclude(Telling.Failed))
            await _settler.AddAsync(new Settlement.Retry(follower.Delivery, reason));
    }

    // FNV-1a: the same on every run, unlike string.GetHashCode.
    private static uint StableHash(string text)
    {
        var hash = 2166136261;
        foreach (var character in text)
            hash = (hash ^ character) * 16777619;
        return hash;
    }
}

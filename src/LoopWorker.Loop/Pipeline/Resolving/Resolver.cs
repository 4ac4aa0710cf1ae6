using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Parking;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues.Batching;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>
/// Finds each event's user and the user's context, in batched reads for all that is waiting, and puts the event into the
/// user's lane. Batches are read side by side but handed on in order, so one user's events keep theirs.
/// </summary>
public sealed class Resolver : IDisposable
{
    private readonly CardLookup _cards;
    private readonly ContextLoader _contexts;
    private readonly UserLanes _lanes;
    private readonly MessageGroups _groups;
    private readonly DuplicateHandling _duplicates;
    private readonly Patience _patience;
    private readonly UnknownCards _unknownCards;
    private readonly Settler _settler;
    private readonly Batcher<EventInHand> _batches;
    private readonly CancellationTokenSource _draining = new();
    private Task _handedOn = Task.CompletedTask;

    public Resolver(
        CardLookup cards,
        ContextLoader contexts,
        UserLanes lanes,
        MessageGroups groups,
        DuplicateHandling duplicates,
        Patience patience,
        UnknownCards unknownCards,
        Settler settler,
        PipelineOptions options,
        TimeProvider time
    )
    {
        _cards = cards;
        _contexts = contexts;
        _lanes = lanes;
        _groups = groups;
        _duplicates = duplicates;
        _patience = patience;
        _unknownCards = unknownCards;
        _settler = settler;
        _batches = new(
            new BatchOptions
            {
                Limit = TableLimits.BatchGetKeys,
                Concurrency = options.ResolveConcurrency,
                Capacity = options.MaxInFlight,
            },
            ResolveAsync,
            time
        );
    }

    public void Dispose() => _draining.Dispose();

    public ValueTask AddAsync(EventInHand occurrence) => _batches.AddAsync(occurrence);

    public Task RunAsync() => Together.RunAsync(ResolveAllAsync(), _unknownCards.RunAsync(ResolveLinkedAsync));

    /// <summary>
    /// No more events will come; those that wait or are being looked up are given back, for nothing has begun for them.
    /// </summary>
    public void Drain()
    {
        _draining.Cancel();
        _unknownCards.Drain();
        _batches.Complete();
    }

    private async Task ResolveAllAsync()
    {
        await _batches.RunAsync();
        _unknownCards.Complete();
    }

    // A purchase whose card was linked while it was to be dealt with as one of no one's.
    private async Task ResolveLinkedAsync(EventInHand purchase, string user)
    {
        foreach (var (occurrence, lane) in await ReadContextsAsync([(purchase, user)]))
            await HandOnAsync(occurrence, lane);
    }

    private async Task ResolveAsync(IReadOnlyList<EventInHand> batch)
    {
        var before = _handedOn;
        var handedOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handedOn = handedOn.Task;
        try
        {
            var ready = await ReadAsync(batch);
            await before;
            foreach (var (occurrence, lane) in ready)
                await HandOnAsync(occurrence, lane);
        }
        finally
        {
            handedOn.SetResult();
        }
    }

    private async ValueTask HandOnAsync(EventInHand occurrence, UserLane lane)
    {
        var delivery = occurrence.Delivery;
        if (_groups.TryPass(delivery, way: lane, enter: () => _lanes.TryAdd(lane, occurrence)))
            return;
        await _settler.AddAsync(new Settlement.Release(delivery));
    }

    private async Task<IReadOnlyList<(EventInHand Event, UserLane Lane)>> ReadAsync(IReadOnlyList<EventInHand> batch)
    {
        var open = new List<EventInHand>(batch.Count);
        foreach (var occurrence in batch)
        {
            if (_draining.IsCancellationRequested || !occurrence.Delivery.MayProceed)
                await _settler.AddAsync(new Settlement.Release(occurrence.Delivery));
            else if (!await _duplicates.TryHandleAsync(occurrence))
                open.Add(occurrence);
        }
        return await ReadContextsAsync(await ReadUsersAsync(open));
    }

    // Each event whose user is known; the others are dealt with here.
    private async Task<List<(EventInHand Event, string User)>> ReadUsersAsync(List<EventInHand> events)
    {
        IReadOnlyDictionary<string, string?> users;
        var cards = events
            .Select(occurrence => occurrence.Event)
            .OfType<PosTransaction>()
            .Select(sale => sale.CardFingerprint);
        try
        {
            users = await _patience.TryAsync(
                DeliveriesOf(events),
                () => _cards.FindAsync(cards, _draining.Token),
                _draining.Token
            );
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync(events);
            return [];
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            await RetryAsync(events, exception);
            return [];
        }
        var resolved = new List<(EventInHand, string)>(events.Count);
        foreach (var occurrence in events)
        {
            if (occurrence.Event is UserEvent ofUser)
                resolved.Add((occurrence, ofUser.UserPubkey));
            else if (!users.TryGetValue(((PosTransaction)occurrence.Event).CardFingerprint, out var user))
                await _unknownCards.AddAsync(occurrence);
            else if (user is not null)
                resolved.Add((occurrence, user));
            else
                await _settler.AddAsync(new Settlement.Retry(occurrence.Delivery, "The card's item names no user."));
        }
        return resolved;
    }

    // Each event with the lane of its user, which has its context; the others are settled here.
    private async Task<IReadOnlyList<(EventInHand Event, UserLane Lane)>> ReadContextsAsync(
        List<(EventInHand Event, string User)> events
    )
    {
        List<(EventInHand Event, UserLane Lane)> reserved =
        [
            .. events.Select(entry => (entry.Event, _lanes.Reserve(entry.User))),
        ];
        var unread = reserved.Where(entry => entry.Lane.Snapshot is null).Select(entry => entry.Lane.User).ToHashSet();
        if (unread.Count == 0)
            return reserved;
        try
        {
            var loaded = await _patience.TryAsync(
                DeliveriesOf(reserved.Select(entry => entry.Event)),
                () => _contexts.LoadAsync(unread, _draining.Token),
                _draining.Token
            );
            var ready = new List<(EventInHand, UserLane)>(reserved.Count);
            foreach (var (occurrence, lane) in reserved)
            {
                var (snapshot, error) = loaded.GetValueOrDefault(lane.User);
                if (snapshot is not null)
                    _lanes.Seed(lane, snapshot);
                if (error is null)
                {
                    ready.Add((occurrence, lane));
                    continue;
                }
                _lanes.GiveUp(lane);
                await _settler.AddAsync(new Settlement.Retry(occurrence.Delivery, error));
            }
            return ready;
        }
        catch (OperationCanceledException)
        {
            foreach (var (_, lane) in reserved)
                _lanes.GiveUp(lane);
            await ReleaseAsync(reserved.Select(entry => entry.Event));
            return [];
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            foreach (var (_, lane) in reserved)
                _lanes.GiveUp(lane);
            await RetryAsync(reserved.Select(entry => entry.Event), exception);
            return [];
        }
    }

    private static List<Delivery> DeliveriesOf(IEnumerable<EventInHand> events) =>
        [.. events.Select(occurrence => occurrence.Delivery)];

    private async Task ReleaseAsync(IEnumerable<EventInHand> events)
    {
        foreach (var occurrence in events)
            await _settler.AddAsync(new Settlement.Release(occurrence.Delivery));
    }

    private async Task RetryAsync(IEnumerable<EventInHand> events, TableException exception)
    {
        foreach (var occurrence in events)
            await _settler.AddAsync(
                new Settlement.Retry(occurrence.Delivery, $"{exception.Code}: {exception.Message}")
            );
    }
}

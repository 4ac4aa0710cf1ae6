using LoopWorker.Core.Batching;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Parking;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>
/// Finds each event's user and the user's context, in batched reads for all that is waiting, and puts the event into the
/// user's lane. Batches are read side by side but handed on in order, so one user's events keep theirs.
/// </summary>
public sealed class Resolver : IDisposable
{
    private readonly UserResolution _users;
    private readonly LaneReservation _reservation;
    private readonly UserLanes _lanes;
    private readonly MessageGroups _groups;
    private readonly DuplicateHandling _duplicates;
    private readonly UnknownCards _unknownCards;
    private readonly Settler _settler;
    private readonly Batcher<EventInHand> _batches;
    private readonly CancellationTokenSource _draining = new();
    private Task _handedOn = Task.CompletedTask;

    public Resolver(
        UserResolution users,
        LaneReservation reservation,
        UserLanes lanes,
        MessageGroups groups,
        DuplicateHandling duplicates,
        UnknownCards unknownCards,
        Settler settler,
        PipelineOptions options,
        TimeProvider time
    )
    {
        _users = users;
        _reservation = reservation;
        _lanes = lanes;
        _groups = groups;
        _duplicates = duplicates;
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

    public Task RunAsync() => FailFast.WhenAllAsync(ResolveAllAsync(), _unknownCards.RunAsync(ResolveLinkedAsync));

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
        foreach (var (occurrence, lane) in await _reservation.ReserveAsync([(purchase, user)], _draining.Token))
            await HandOnAsync(occurrence, lane);
    }

    private async Task ResolveAsync(IReadOnlyList<EventInHand> batch)
    {
        var before = _handedOn;
        var handedOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handedOn = handedOn.Task;
        try
        {
            var open = await DropAsync(batch);
            var users = await _users.FindAsync(open, _draining.Token);
            var ready = await _reservation.ReserveAsync(users, _draining.Token);
            await before;
            foreach (var (occurrence, lane) in ready)
                await HandOnAsync(occurrence, lane);
        }
        finally
        {
            handedOn.SetResult();
        }
    }

    // What is ours no more, and repeats of what was committed a short while ago, need no reading.
    private async Task<IReadOnlyCollection<EventInHand>> DropAsync(IReadOnlyList<EventInHand> batch)
    {
        var open = new List<EventInHand>(batch.Count);
        foreach (var occurrence in batch)
            if (_draining.IsCancellationRequested || !occurrence.Delivery.MayProceed)
                await _settler.AddAsync(new Settlement.Release(occurrence.Delivery));
            else if (!await _duplicates.TryHandleAsync(occurrence))
                open.Add(occurrence);
        return open;
    }

    private async ValueTask HandOnAsync(EventInHand occurrence, UserLane lane)
    {
        var delivery = occurrence.Delivery;
        if (_groups.TryPass(delivery, new LanePassage(_lanes, lane, occurrence)))
            return;
        await _settler.AddAsync(new Settlement.Release(delivery));
    }
}

using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Parking;

/// <summary>
/// Deals with purchases by cards that are linked to no one, by policy. Parking goes on beside the resolving of others, a
/// bounded number of cards at once.
/// </summary>
public sealed class UnknownCards
{
    private static readonly Backoff WhileBusy = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));

    private readonly UnknownCardPolicy _policy;
    private readonly Patience _patience;
    private readonly Settler _settler;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly PurchaseParking _parking;
    private readonly CardQueues _cards = new();
    private readonly BoundedTasks _underWay;
    private volatile bool _draining;

    public UnknownCards(
        ITable table,
        Patience patience,
        Settler settler,
        PipelineOptions options,
        Randomness randomness,
        TimeProvider time
    )
    {
        _policy = options.UnknownCard;
        _patience = patience;
        _settler = settler;
        _randomness = randomness;
        _time = time;
        _parking = new PurchaseParking(table, options.ParkedLifetime, randomness, time);
        _underWay = new BoundedTasks(options.ParkConcurrency);
    }

    /// <summary>Takes a purchase over whose card was linked to no one when it was looked up.</summary>
    public ValueTask AddAsync(EventInHand purchase)
    {
        switch (_policy)
        {
            case UnknownCardPolicy.Park:
                _cards.Add(((CardEvent)purchase.Event).CardFingerprint, purchase);
                return ValueTask.CompletedTask;
            case UnknownCardPolicy.DeadLetter:
                return _settler.AddAsync(Unmatched(purchase, "The card is linked to no user."));
            default:
                return _settler.AddAsync(new Settlement.Complete(purchase.Delivery, Outcomes.Unmatched));
        }
    }

    /// <summary>Works until <see cref="Complete"/> has been called and all is dealt with.</summary>
    /// <param name="linked">Takes a purchase over whose card turned out to be linked meanwhile, and whose it is.</param>
    public Task RunAsync(Func<EventInHand, string, Task> linked) => _underWay.WatchAsync(ParkAllAsync(linked));

    /// <summary>What is not yet begun is given back from now on.</summary>
    public void Drain() => _draining = true;

    /// <summary>No more purchases will come.</summary>
    public void Complete() => _cards.Complete();

    private async Task ParkAllAsync(Func<EventInHand, string, Task> linked)
    {
        while (await _cards.WaitForCardAsync())
        {
            await _underWay.WaitForRoomAsync();
            if (_cards.TryTakeCard(out var card))
                _underWay.Add(ParkCardAsync(card, linked));
        }
        await _underWay.FinishAsync();
    }

    private async Task ParkCardAsync(string card, Func<EventInHand, string, Task> linked)
    {
        while (_cards.Next(card) is { } purchase)
        {
            if (_draining || !purchase.Delivery.MayProceed)
                await _settler.AddAsync(new Settlement.Release(purchase.Delivery));
            else if (await ParkAsync(purchase) is ParkingOutcome.Linked { User: { } user })
                await linked(purchase, user);
        }
    }

    // Parks and settles it, unless its card is linked.
    private async Task<ParkingOutcome> ParkAsync(EventInHand purchase)
    {
        try
        {
            var outcome = await TryUntilFreeAsync(purchase);
            if (SettlementOf(purchase, outcome) is { } settlement)
                await _settler.AddAsync(settlement);
            return outcome;
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            await _settler.AddAsync(new Settlement.Retry(purchase.Delivery, exception.Reason));
            return new ParkingOutcome.Busy(exception.Reason);
        }
    }

    private async Task<ParkingOutcome> TryUntilFreeAsync(EventInHand purchase)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await _patience.TryAsync([purchase.Delivery], () => _parking.ParkAsync(purchase));
            if (outcome is not ParkingOutcome.Busy || !_patience.HasLeft(purchase.Delivery))
                return outcome;
            await Task.Delay(WhileBusy.After(attempt, _randomness.NextFraction()), _time);
        }
    }

    // How the delivery ends; null if it goes on, because the card is linked.
    private static Settlement? SettlementOf(EventInHand purchase, ParkingOutcome outcome)
    {
        var delivery = purchase.Delivery;
        return outcome switch
        {
            ParkingOutcome.Parked => new Settlement.Complete(delivery, Outcomes.Parked),
            ParkingOutcome.Repeated => new Settlement.Complete(delivery, Outcomes.Duplicate),
            ParkingOutcome.Conflicting => new Settlement.Reject(
                delivery,
                FailureCodes.ConflictingDuplicate,
                "A purchase with the same id and other content waits for its card to be linked. Send a changed event under an id of its own."
            ),
            ParkingOutcome.TooLarge(var bytes) => Unmatched(
                purchase,
                $"The card is linked to no user, and the message is too large to be parked: {bytes} bytes as an item, {TableLimits.ItemBytes} at most."
            ),
            ParkingOutcome.Busy(var reason) => new Settlement.Retry(delivery, reason),
            ParkingOutcome.Linked { User: null } => new Settlement.Retry(delivery, "The card's item names no user."),
            _ => null,
        };
    }

    private static Settlement.Reject Unmatched(EventInHand purchase, string what) =>
        new(purchase.Delivery, FailureCodes.UnmatchedCard, $"{what} Link it, then replay the message.");
}

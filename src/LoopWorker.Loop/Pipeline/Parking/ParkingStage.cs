using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Resolving;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Parking;

/// <summary>
/// Parks purchases whose card is linked to no user. It goes on beside the resolving of others, a bounded number of cards at
/// once.
/// </summary>
public sealed class ParkingStage : IStage
{
    private static readonly Backoff WhileBusy = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));

    private readonly TableRetries _retries;
    private readonly HoldLimit _hold;
    private readonly ResultRoute _route;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly PurchaseParking _parking;
    private readonly CardQueues _cards = new();
    private readonly BoundedTasks _underWay;
    private readonly ProgressMeter _progress;
    private volatile bool _stopping;

    public ParkingStage(
        PurchaseParking parking,
        TableRetries retries,
        HoldLimit hold,
        ResultRoute route,
        PipelineOptions options,
        Randomness randomness,
        TimeProvider time
    )
    {
        _retries = retries;
        _hold = hold;
        _route = route;
        _randomness = randomness;
        _time = time;
        _parking = parking;
        _underWay = new BoundedTasks(options.ParkConcurrency);
        _progress = new ProgressMeter(time);
    }

    public string Name => "park";

    public Progress Progress => _progress.Progress;

    public ValueTask AddAsync(ReceivedEvent purchase)
    {
        _progress.Took();
        _cards.Add(((CardEvent)purchase.Event).CardFingerprint, purchase);
        return ValueTask.CompletedTask;
    }

    public Task RunAsync() => _underWay.WatchAsync(ParkAllAsync());

    /// <summary>What is not yet begun is released from now on.</summary>
    public IReadOnlyList<Delivery> GiveBack()
    {
        _stopping = true;
        return [];
    }

    public void Complete() => _cards.Complete();

    private async Task ParkAllAsync()
    {
        while (await _cards.WaitForCardAsync())
        {
            await _underWay.WaitForRoomAsync();
            if (_cards.TryTakeCard(out var card))
                _underWay.Add(ParkCardAsync(card));
        }
        await _underWay.FinishAsync();
    }

    private async Task ParkCardAsync(string card)
    {
        while (_cards.Next(card) is { } purchase)
        {
            await _route(
                _stopping || !purchase.Delivery.MayProceed
                    ? StageResult.Released(purchase.Delivery)
                    : await ParkAsync(purchase)
            );
            _progress.Done();
        }
    }

    private async Task<StageResult> ParkAsync(ReceivedEvent purchase)
    {
        try
        {
            return ResultOf(purchase, await TryUntilFreeAsync(purchase));
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return StageResult.ToRetry(purchase.Delivery, RetryReasons.Of(exception), exception.Reason);
        }
    }

    private async Task<ParkingOutcome> TryUntilFreeAsync(ReceivedEvent purchase)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await _retries.RunAsync([purchase.Delivery], () => _parking.ParkAsync(purchase));
            if (outcome is not ParkingOutcome.Busy || !_hold.Allows(purchase.Delivery))
                return outcome;
            await Task.Delay(WhileBusy.After(attempt, _randomness.NextFraction()), _time);
        }
    }

    private static StageResult ResultOf(ReceivedEvent purchase, ParkingOutcome outcome)
    {
        var delivery = purchase.Delivery;
        return outcome switch
        {
            ParkingOutcome.Parked => StageResult.Completed(delivery, Outcomes.Parked),
            ParkingOutcome.Repeated => StageResult.Duplicate(delivery, DuplicateKinds.Parked),
            ParkingOutcome.Conflicting => StageResult.Rejected(
                delivery,
                FailureCodes.ConflictingDuplicate,
                "A purchase with the same id and other content waits for its card to be linked. Send a changed event under an id of its own."
            ),
            ParkingOutcome.TooLarge(var bytes) => UnknownCards.Rejected(
                purchase,
                $"The card is linked to no user, and the message is too large to be parked: {bytes} bytes as an item, {TableLimits.ItemBytes} at most."
            ),
            ParkingOutcome.Busy(var reason) => StageResult.ToRetry(delivery, RetryReasons.ParkingBusy, reason),
            ParkingOutcome.Linked(null) => CardLookup.Unreadable(delivery),
            ParkingOutcome.Linked(var user) => new StageResult.Matched(purchase, user),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
    }
}

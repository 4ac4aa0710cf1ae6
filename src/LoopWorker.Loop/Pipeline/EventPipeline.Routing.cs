using LoopWorker.Loop.Pipeline.Duplicates;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Ordering;
using LoopWorker.Loop.Pipeline.Parking;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Pipeline;

/// <summary>Where results lead, and the one place where deliveries end.</summary>
public sealed partial class EventPipeline : IKeeperObserver
{
    /// <summary>Takes over what a receive brought.</summary>
    /// <param name="deliveries">In the order of receipt.</param>
    /// <param name="source">Where from.</param>
    /// <param name="took">How long the receive took.</param>
    public async ValueTask TakeAsync(IReadOnlyList<Delivery> deliveries, EventSource source, TimeSpan took)
    {
        List<IntakeResult> taken = [.. deliveries.Select(delivery => _intake.Read(delivery, source))];
        List<Delivery> inHand = [.. taken.Select(entry => entry.Delivery)];
        foreach (var (delivery, _, trace) in taken)
            delivery.Trace = _spans.Begin(delivery, trace);
        _spans.AddCall("receive", "receive", source.Source.Queue.Name, inHand, took);
        Credits.Charge(inHand.Sum(delivery => delivery.Weight - 1));
        Keeper.Keep(inHand);
        _entrance.Receive(taken);
        foreach (var (_, result, _) in taken)
            await RouteAsync(result);
    }

    /// <summary>Ends deliveries that no stage has begun anything for, because the worker is to stop.</summary>
    internal async ValueTask ReleaseAsync(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            await RouteAsync(StageResult.Released(delivery));
    }

    private ValueTask RouteAsync(StageResult result) =>
        result switch
        {
            StageResult.Read(var received) => _resolver.AddAsync(received),
            StageResult.Resolved(var received, var lane) when IsTooMuch(received, lane) => PutOffAsync(received, lane),
            StageResult.Resolved(var received, var lane) => EnterAsync(
                received.Delivery,
                new LaneDestination(_userLanes, lane, received)
            ),
            StageResult.ToRoute(var received, var user) => EnterAsync(
                received.Delivery,
                new RouterDestination(_router!, received, user)
            ),
            StageResult.Unmatched(var purchase) => RouteAsync(UnknownCards.Decide(_rules.UnknownCard, purchase)),
            StageResult.ToPark(var purchase) => _parking.AddAsync(purchase),
            StageResult.Matched({ IsToBeRouted: true } purchase, var user) => RouteAsync(
                new StageResult.ToRoute(purchase, user)
            ),
            StageResult.Matched matched => RouteAllAsync(_resolver.ReserveAsync(matched)),
            // All that owes anything, so that what concerns one user stays in order.
            StageResult.Owing(var owed) when _rules.CountPerMerchant || owed.IsUncounted => _counting.AddAsync(owed),
            StageResult.Owing(var owed) => _notifications.AddAsync(owed),
            StageResult.Counted({ IsToBeSent: true } owed) => _notifications.AddAsync(owed),
            StageResult.Counted(var owed) => RouteAllAsync(DuplicateEvents.Notified(owed)),
            StageResult.OwedByAnother(var owed) => _takeover.AddAsync(owed),
            StageResult.Overflowing overflowing => _trimmer.AddAsync(overflowing),
            StageResult.Ended(var settlement) => EndAsync(settlement),
            _ => throw new ArgumentOutOfRangeException(nameof(result)),
        };

    private bool IsTooMuch(ReceivedEvent received, UserLane lane) =>
        UserShare.MayPutOff(received) && _userLanes.IsFull(lane, _share.Events);

    private ValueTask PutOffAsync(ReceivedEvent received, UserLane lane)
    {
        _userLanes.GiveUp(lane);
        return EndAsync(_share.PutOff(received));
    }

    private ValueTask EnterAsync<TDestination>(Delivery delivery, TDestination destination)
        where TDestination : struct, IDestination =>
        _entrance.TryEnter(delivery, destination)
            ? ValueTask.CompletedTask
            : EndAsync(new Settlement.Release(delivery));

    private async ValueTask RouteAllAsync(IEnumerable<StageResult> results)
    {
        foreach (var result in results)
            await RouteAsync(result);
    }

    private async ValueTask RouteAllAsync(IAsyncEnumerable<StageResult> results)
    {
        await foreach (var result in results)
            await RouteAsync(result);
    }

    private async ValueTask EndAsync(Settlement settlement)
    {
        switch (settlement)
        {
            case Settlement.Retry retry when _retries.TryRetry(retry):
                _observer.OnRetrying(retry);
                return;
            case Settlement.Release when await _retries.TryReturnAsync(settlement.Delivery):
                return;
            // It will come again, and those behind it in its message group after it.
            case Settlement.Retry { IsFinal: false } or Settlement.Release:
                await WithdrawAsync(settlement.Delivery);
                break;
        }
        await _settler.AddAsync(settlement);
    }

    private async ValueTask WithdrawAsync(Delivery delivery)
    {
        foreach (var behind in _entrance.Withdraw(delivery))
            await EndAsync(new Settlement.Release(behind));
    }

    private async ValueTask OnSettledAsync(Settlement settlement, Settled how)
    {
        // It is still there, unless it has taken effect: then its order is no matter any more.
        if (how is Settled.Lost or Settled.Abandoned && settlement is not Settlement.Complete)
            await WithdrawAsync(settlement.Delivery);
        var refused = _entrance.Leave(settlement.Delivery);
        _inHand?.OnSettled(how);
        Credits.Return(settlement.Delivery.Weight);
        Counts.Add(settlement.Delivery, how);
        _observer.OnSettled(settlement, how);
        MessageSpans.End(settlement.Delivery.Trace, Outcomes.Of(settlement, how), Outcomes.ErrorOf(settlement, how));
        foreach (var delivery in refused)
            await EndAsync(new Settlement.Release(delivery));
    }

    void IKeeperObserver.OnRenewed(int messages) => _observer.OnRenewed(messages);

    ValueTask IKeeperObserver.OnLostAsync(Delivery delivery)
    {
        _observer.OnLost(delivery);
        return WithdrawAsync(delivery);
    }
}

using LoopWorker.Core.Progressing;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;

namespace LoopWorker.Loop.Pipeline.Ordering;

/// <summary>
/// The one way into the lanes, and to the router. Messages of a FIFO queue go in when those before them in their message
/// group have left, or keep their order where they are, as in one lane; until then they wait here.
/// </summary>
/// <remarks>
/// The lock is held from asking for a turn until the destination has the event. Otherwise two messages of a group that were
/// both told to go, one by the resolver and one because another has left, could enter in the wrong order.
/// </remarks>
public sealed class OrderedEntrance(UserLanes lanes, TimeProvider time) : IStage
{
    private readonly Lock _lock = new();
    private readonly MessageGroups _groups = new();
    private readonly Dictionary<Delivery, IDestination> _waiting = [];
    private readonly Dictionary<Delivery, StageResult.Read> _inHand = [];
    private readonly ProgressMeter _progress = new(time);

    public string Name => "order";

    public Progress Progress => _progress.Progress;

    public Task RunAsync() => lanes.WatchRestsAsync();

    public void Complete() => lanes.EndRests();

    /// <summary>Notes messages as received. To be called in the order of receipt.</summary>
    public void Receive(IReadOnlyList<IntakeResult> received)
    {
        lock (_lock)
            foreach (var (delivery, result, _) in received)
            {
                _groups.Receive(delivery);
                if (MessageGroups.Concerns(delivery) && result is StageResult.Read read)
                    _inHand.Add(delivery, read);
            }
    }

    /// <summary>Lets an event into its destination, now or when its turn comes.</summary>
    /// <returns>False if it is to be given back.</returns>
    public bool TryEnter<TDestination>(Delivery delivery, TDestination destination)
        where TDestination : struct, IDestination
    {
        if (!MessageGroups.Concerns(delivery))
            return destination.TryEnter();
        lock (_lock)
        {
            switch (_groups.Ask(delivery, destination.Route))
            {
                case Turn.Go:
                    return destination.TryEnter();
                case Turn.Wait:
                    _waiting.Add(delivery, destination);
                    _progress.Took();
                    return true;
                default:
                    destination.GiveUp();
                    return false;
            }
        }
    }

    /// <summary>A message is settled: lets those in whose turn it is now.</summary>
    /// <returns>Those that cannot go in any more, to be given back.</returns>
    public IReadOnlyList<Delivery> Leave(Delivery delivery)
    {
        if (!MessageGroups.Concerns(delivery))
            return [];
        lock (_lock)
        {
            _inHand.Remove(delivery);
            return [.. _groups.Leave(delivery).Where(next => !TakeWaiting(next).TryEnter())];
        }
    }

    /// <summary>A message has failed: calls back those behind it, for it to be tried again before them.</summary>
    /// <returns>What goes in again then; null if it is to be given back.</returns>
    public StageResult.Read? Recall(Delivery delivery) => Again(delivery, _groups.TryRecall);

    /// <summary>One that was called back is here again.</summary>
    /// <returns>What goes in again, to wait for its turn; null if it was not called back, or is to be given back.</returns>
    public StageResult.Read? Return(Delivery delivery) => Again(delivery, _groups.TryReturn);

    /// <summary>A message is given back, or is no longer ours: withdraws it and those behind it.</summary>
    /// <returns>Those that wait here, in order, to be given back; the others are found out on their way.</returns>
    public IReadOnlyList<Delivery> Withdraw(Delivery delivery)
    {
        if (!MessageGroups.Concerns(delivery))
            return [];
        lock (_lock)
            return GiveUp(_groups.Withdraw(delivery));
    }

    /// <summary>Lets nothing in any more, and hands over what waits here and in the lanes.</summary>
    public IReadOnlyList<Delivery> GiveBack()
    {
        lock (_lock)
            return [.. GiveUp(_groups.Close()), .. lanes.Close().Select(received => received.Delivery)];
    }

    private StageResult.Read? Again(Delivery delivery, Predicate<Delivery> mayGoAgain)
    {
        if (!MessageGroups.Concerns(delivery))
            return null;
        lock (_lock)
            return _inHand.TryGetValue(delivery, out var read) && mayGoAgain(delivery) ? read : null;
    }

    private IReadOnlyList<Delivery> GiveUp(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            TakeWaiting(delivery).GiveUp();
        return deliveries;
    }

    private IDestination TakeWaiting(Delivery delivery)
    {
        _waiting.Remove(delivery, out var destination);
        _progress.Done();
        return destination!;
    }
}

using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>
/// The one way into the lanes. Messages of a FIFO queue go in when those before them in their message group have left, or
/// are in the same lane; until then they wait here.
/// </summary>
/// <remarks>
/// The lock is held from asking for a turn until the lane is entered. Otherwise two messages of a group that were both told to
/// go, one by the resolver and one because another has left, could enter their lane in the wrong order.
/// </remarks>
public sealed class LaneEntrance(UserLanes lanes) : IStage
{
    private readonly Lock _lock = new();
    private readonly MessageGroups _groups = new();
    private readonly Dictionary<Delivery, (ReceivedEvent Event, UserLane Lane)> _waiting = [];

    public Task RunAsync() => lanes.WatchRestsAsync();

    public void Complete() => lanes.EndRests();

    /// <summary>Notes messages as received. To be called in the order of receipt.</summary>
    public void Receive(IReadOnlyList<Delivery> deliveries)
    {
        lock (_lock)
            foreach (var delivery in deliveries)
                _groups.Receive(delivery);
    }

    /// <summary>Lets an event into the lane that is reserved for it, now or when its turn comes.</summary>
    /// <returns>False if it is to be given back.</returns>
    public bool TryEnter(ReceivedEvent received, UserLane lane)
    {
        var delivery = received.Delivery;
        if (!MessageGroups.Concerns(delivery))
            return lanes.TryAdd(lane, received);
        lock (_lock)
        {
            switch (_groups.Ask(delivery, lane))
            {
                case Turn.Go:
                    return lanes.TryAdd(lane, received);
                case Turn.Wait:
                    _waiting.Add(delivery, (received, lane));
                    return true;
                default:
                    lanes.GiveUp(lane);
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
            return [.. _groups.Leave(delivery).Where(next => !TryEnterInTurn(next))];
    }

    /// <summary>A message has failed, or is no longer ours: withdraws it and those behind it.</summary>
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

    private bool TryEnterInTurn(Delivery delivery)
    {
        _waiting.Remove(delivery, out var entry);
        return lanes.TryAdd(entry.Lane, entry.Event);
    }

    private IReadOnlyList<Delivery> GiveUp(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            _waiting.Remove(delivery, out var entry);
            lanes.GiveUp(entry.Lane);
        }
        return deliveries;
    }
}

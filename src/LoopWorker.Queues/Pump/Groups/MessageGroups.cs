namespace LoopWorker.Queues.Pump.Groups;

/// <summary>
/// Keeps the order of FIFO groups among messages in hand. A message goes on when all before it in its group are settled,
/// or go the same way, which keeps their order itself. When one fails, those behind it are given back: they have to come
/// after it. Groups go side by side; messages of standard queues are not held up at all.
/// </summary>
public sealed class MessageGroups
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Source, string), MessageGroup> _groups = [];

    // Those of which something is in hand: also those that are received anew since one of their messages failed.
    private readonly HashSet<MessageGroup> _inHand = [];
    private bool _closed;

    /// <summary>Notes a message as received. To be called in the order of receipt.</summary>
    public void Receive(Delivery delivery)
    {
        if (delivery.Message.GroupId is not { } id || !QueueDefinition.IsFifoName(delivery.Source.Queue.Name))
            return;
        var key = (delivery.Source, id);
        lock (_lock)
        {
            if (!_groups.TryGetValue(key, out var group))
                _groups.Add(key, group = new MessageGroup(key));
            group.Places.Add(delivery.Place = new GroupPlace(group, delivery));
            _inHand.Add(group);
        }
    }

    /// <summary>Lets a message go on, now or when its turn comes.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="passage">By what it goes on.</param>
    /// <returns>False if it is to be given back.</returns>
    public bool TryPass(Delivery delivery, IPassage passage)
    {
        if (delivery.Place is not { } place)
            return passage.TryEnter();
        lock (_lock)
        {
            if (_closed || place.IsWithdrawn)
            {
                passage.GiveUp();
                return false;
            }
            place.Passage = passage;
            place.IsWaiting = !IsTurnOf(place);
            place.HasEntered = !place.IsWaiting;
            return place.IsWaiting || passage.TryEnter();
        }
    }

    /// <summary>A message has failed, or is ours no more: withdraws it and those behind it.</summary>
    /// <returns>Those of them that wait here, in order, to be given back; the others are found out on their way.</returns>
    public IReadOnlyList<Delivery> Withdraw(Delivery delivery)
    {
        if (delivery.Place is not { IsWithdrawn: false } place)
            return [];
        lock (_lock)
        {
            // What is received of the group from now on is received anew, from the failed one on.
            _groups.Remove(place.Group.Key);
            var first = place.Group.Places.IndexOf(place);
            if (first < 0)
                return [];
            foreach (var behind in place.Group.Places[first..])
                behind.IsWithdrawn = true;
            return TakeWaiting(place.Group.Places[first..]);
        }
    }

    /// <summary>A message is settled: lets those go on whose turn it now is.</summary>
    /// <returns>Those that could not go on, to be given back.</returns>
    public IReadOnlyList<Delivery> Leave(Delivery delivery)
    {
        if (delivery.Place is not { } place)
            return [];
        lock (_lock)
        {
            var group = place.Group;
            group.Places.Remove(place);
            if (group.Places.Count == 0)
                Forget(group);
            var refused = new List<Delivery>();
            foreach (var next in group.Places.TakeWhile(next => next.HasEntered || next.IsWaiting))
            {
                if (next.HasEntered)
                    continue;
                if (!IsTurnOf(next))
                    break;
                next.IsWaiting = false;
                next.HasEntered = true;
                if (!next.Passage!.TryEnter())
                    refused.Add(next.Delivery);
            }
            return refused;
        }
    }

    /// <summary>Lets nothing go on any more, and hands over what waits, in order.</summary>
    public IReadOnlyList<Delivery> Close()
    {
        lock (_lock)
        {
            _closed = true;
            return [.. _inHand.SelectMany(group => TakeWaiting(group.Places))];
        }
    }

    // Call with the lock held.
    private void Forget(MessageGroup group)
    {
        _inHand.Remove(group);
        if (_groups.GetValueOrDefault(group.Key) == group)
            _groups.Remove(group.Key);
    }

    private static bool IsTurnOf(GroupPlace place) =>
        place
            .Group.Places.TakeWhile(other => other != place)
            .All(before => before.HasEntered && before.Passage!.Way == place.Passage!.Way);

    private static List<Delivery> TakeWaiting(IEnumerable<GroupPlace> places)
    {
        var waiting = new List<Delivery>();
        foreach (var place in places.Where(place => place.IsWaiting))
        {
            place.IsWaiting = false;
            place.Passage!.GiveUp();
            waiting.Add(place.Delivery);
        }
        return waiting;
    }
}

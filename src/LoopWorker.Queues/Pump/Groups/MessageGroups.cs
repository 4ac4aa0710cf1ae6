namespace LoopWorker.Queues.Pump.Groups;

/// <summary>
/// Keeps the order of FIFO message groups among messages in hand. A message goes on when all before it in its group are
/// settled, or go by the same route, which keeps their order itself. When one fails, those behind it are called back until it
/// is tried again, or given back with it: they have to come after it. Groups go side by side; messages of standard queues are
/// not held up at all.
/// </summary>
/// <remarks>
/// Not for several threads: between being told to go and going, nothing else may happen, so whoever asks holds a lock of
/// its own over both. Only <see cref="Delivery.MayProceed"/> may be read at any time.
/// </remarks>
public sealed class MessageGroups
{
    private readonly Dictionary<(Source, string), MessageGroup> _groups = [];

    // Those of which something is in hand: also those that are received anew since one of their messages failed.
    private readonly HashSet<MessageGroup> _inHand = [];
    private bool _closed;

    /// <summary>Whether a delivery has to ask: only those of FIFO queues do.</summary>
    public static bool Concerns(Delivery delivery) => delivery.Place is not null;

    /// <summary>Notes a message as received. To be called in the order of receipt.</summary>
    public void Receive(Delivery delivery)
    {
        if (delivery.Message.GroupId is not { } id || !QueueDefinition.IsFifoName(delivery.Source.Queue.Name))
            return;
        var key = (delivery.Source, id);
        if (!_groups.TryGetValue(key, out var group))
            _groups.Add(key, group = new MessageGroup(key));
        group.Places.Add(delivery.Place = new GroupPlace(group, delivery) { Before = group.Places.LastOrDefault() });
        _inHand.Add(group);
    }

    /// <summary>Asks whether a message may go on.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="route">By what it goes: messages of one route keep their order there.</param>
    public Turn Ask(Delivery delivery, object route)
    {
        if (delivery.Place is not { } place)
            return Turn.Go;
        if (_closed || place.IsWithdrawn)
            return Turn.Refused;
        place.Route = route;
        place.IsWaiting = !IsTurnOf(place);
        place.HasGone = !place.IsWaiting;
        return place.IsWaiting ? Turn.Wait : Turn.Go;
    }

    /// <summary>
    /// A message has failed and may be tried again while it is in hand: those behind it that have gone are called back, those that wait go
    /// on waiting. It asks again when it is tried.
    /// </summary>
    /// <returns>
    /// False if it had better be given back: it is alone in hand, so that costs no other a receive, or it is withdrawn, or nothing goes on any
    /// more.
    /// </returns>
    public bool TryRecall(Delivery delivery)
    {
        if (_closed || delivery.Place is not { IsWithdrawn: false } place)
            return false;
        var behind = place.Group.Places[(place.Group.Places.IndexOf(place) + 1)..];
        if (behind.Count == 0)
            return false;
        place.HasGone = false;
        foreach (var gone in behind.Where(other => other.HasGone))
        {
            gone.HasGone = false;
            gone.IsRecalled = true;
        }
        return true;
    }

    /// <summary>One that was called back is here again; false if it was not, or is to be given back.</summary>
    public bool TryReturn(Delivery delivery)
    {
        if (_closed || delivery.Place is not { IsRecalled: true, IsWithdrawn: false } place)
            return false;
        place.IsRecalled = false;
        return true;
    }

    /// <summary>A message is given back, or is no longer ours: withdraws it and those behind it.</summary>
    /// <returns>Those of them that wait for their turn, in order, to be given back; the others are found out on their way.</returns>
    public IReadOnlyList<Delivery> Withdraw(Delivery delivery)
    {
        if (delivery.Place is not { IsWithdrawn: false } place)
            return [];
        // What is received of the group from now on is received anew, from the failed one on.
        _groups.Remove(place.Group.Key);
        var first = place.Group.Places.IndexOf(place);
        if (first < 0)
            return [];
        var withdrawn = place.Group.Places[first..];
        foreach (var behind in withdrawn)
            behind.IsWithdrawn = true;
        return TakeWaiting(withdrawn);
    }

    /// <summary>A message is settled.</summary>
    /// <returns>Those whose turn it is now, in order: they go on.</returns>
    public IReadOnlyList<Delivery> Leave(Delivery delivery)
    {
        if (delivery.Place is not { } place)
            return [];
        var group = place.Group;
        Remove(place);
        if (group.Places.Count == 0)
            Forget(group);
        var next = new List<Delivery>();
        foreach (var behind in group.Places.TakeWhile(behind => behind.HasGone || behind.IsWaiting))
        {
            if (behind.HasGone)
                continue;
            if (!IsTurnOf(behind))
                break;
            behind.IsWaiting = false;
            behind.HasGone = true;
            next.Add(behind.Delivery);
        }
        return next;
    }

    /// <summary>Refuses whatever asks from now on, and hands over what waits, in order.</summary>
    public IReadOnlyList<Delivery> Close()
    {
        _closed = true;
        return [.. _inHand.SelectMany(group => TakeWaiting(group.Places))];
    }

    private static void Remove(GroupPlace place)
    {
        var places = place.Group.Places;
        var at = places.IndexOf(place);
        if (at < 0)
            return;
        if (at + 1 < places.Count)
            places[at + 1].Before = place.Before;
        places.RemoveAt(at);
    }

    private void Forget(MessageGroup group)
    {
        _inHand.Remove(group);
        if (_groups.GetValueOrDefault(group.Key) == group)
            _groups.Remove(group.Key);
    }

    private static bool IsTurnOf(GroupPlace place) =>
        place
            .Group.Places.TakeWhile(other => other != place)
            .All(before => before.HasGone && before.Route == place.Route);

    private static List<Delivery> TakeWaiting(IEnumerable<GroupPlace> places)
    {
        var waiting = new List<Delivery>();
        foreach (var place in places.Where(place => place.IsWaiting))
        {
            place.IsWaiting = false;
            waiting.Add(place.Delivery);
        }
        return waiting;
    }
}

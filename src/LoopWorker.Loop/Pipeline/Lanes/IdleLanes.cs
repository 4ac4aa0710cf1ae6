namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>Lanes that nothing waits in, kept for their contexts. Not for several threads.</summary>
/// <param name="kept">How many are kept.</param>
internal sealed class IdleLanes(int kept)
{
    private readonly LinkedList<UserLane> _lanes = new();

    /// <summary>Adds a lane that has become idle.</summary>
    /// <returns>The one that has been idle for longest, if that is one too many.</returns>
    public UserLane? Add(UserLane lane)
    {
        lane.IdleNode = _lanes.AddLast(lane);
        if (_lanes.Count <= kept)
            return null;
        var oldest = _lanes.First!.Value;
        Remove(oldest);
        return oldest;
    }

    /// <summary>Takes a lane out, if it is idle.</summary>
    public void Remove(UserLane lane)
    {
        if (lane.IdleNode is not { } node)
            return;
        _lanes.Remove(node);
        lane.IdleNode = null;
    }
}

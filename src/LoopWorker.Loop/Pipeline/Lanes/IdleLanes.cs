namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>Lanes that nothing waits in, kept for their contexts. Not for several threads.</summary>
/// <param name="kept">How many are kept, if their contexts have no more than <see cref="BytesEach"/> on average; else fewer.</param>
internal sealed class IdleLanes(int kept)
{
    /// <summary>What a context has at most as a rule, as JSON. Agents may have written one of nearly 400 KB.</summary>
    public const int BytesEach = 4096;

    private readonly LinkedList<UserLane> _lanes = new();
    private long _bytes;

    /// <summary>Adds a lane that has become idle.</summary>
    /// <returns>Those that have been idle for longest, as far as they are too many.</returns>
    public IReadOnlyList<UserLane> Add(UserLane lane)
    {
        lane.IdleNode = _lanes.AddLast(lane);
        lane.IdleBytes = lane.Context?.Bytes ?? 0;
        _bytes += lane.IdleBytes;
        if (!IsTooMuch)
            return [];
        var dropped = new List<UserLane>();
        while (IsTooMuch)
        {
            dropped.Add(_lanes.First!.Value);
            Remove(dropped[^1]);
        }
        return dropped;
    }

    /// <summary>Takes a lane out, if it is idle.</summary>
    public void Remove(UserLane lane)
    {
        if (lane.IdleNode is not { } node)
            return;
        _lanes.Remove(node);
        lane.IdleNode = null;
        _bytes -= lane.IdleBytes;
    }

    private bool IsTooMuch => _lanes.Count > kept || _bytes > (long)kept * BytesEach;
}

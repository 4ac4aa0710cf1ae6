namespace LoopWorker.Loop.Pipeline.Committing.Freshness;

/// <summary>
/// What is read anew before a commit. Pure. One stale context or one duplicate cancels the whole transaction, whose units are
/// paid all the same; so it is read whatever would cost more by its risk than by its reading.
/// </summary>
/// <remarks>
/// Source: Amazon DynamoDB pricing, on demand: a write unit costs five times a read unit. A strongly consistent read of a context
/// or a marker takes a unit, a transactional write of a kilobyte two.
/// </remarks>
public static class ReadingPolicy
{
    // In write units: an item that is read, and the call, which costs time rather than money.
    private const double PerItem = 0.2;
    private const double PerCall = 0.5;

    // In write units, about: a user's context, and an event's marker and capture.
    private const double PerUser = 6;
    private const double PerEvent = 4;

    /// <param name="stale">For each user of the batch, the probability that its known context is stale.</param>
    /// <param name="events">How many events are in the batch.</param>
    /// <param name="duplicates">For each event, the probability that it has taken effect before.</param>
    public static Reading Choose(IReadOnlyList<double> stale, int events, double duplicates)
    {
        var transaction = PerUser * stale.Count + PerEvent * events;
        var leastRisk = PerItem / transaction;
        var contexts = new bool[stale.Count];
        var gain = 0.0;
        for (var i = 0; i < contexts.Length; i++)
        {
            contexts[i] = stale[i] > leastRisk;
            if (contexts[i])
                gain += stale[i] * transaction - PerItem;
        }
        var markers = duplicates > leastRisk;
        if (markers)
            gain += events * (duplicates * transaction - PerItem);
        return gain > PerCall ? new Reading(contexts, markers) : Reading.None;
    }
}

/// <summary>What is to be read.</summary>
/// <param name="Contexts">For each user of the batch, whether its context is; empty if none is.</param>
/// <param name="Markers">Whether the events' markers are.</param>
public sealed record Reading(IReadOnlyList<bool> Contexts, bool Markers)
{
    public static Reading None { get; } = new([], false);
}

using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What is to go into one transaction.</summary>
/// <param name="Users">What each user's events bring about.</param>
public sealed record TransactionPlan(IReadOnlyList<PlannedUser> Users)
{
    /// <summary>The writes, in the order of the request.</summary>
    public IReadOnlyList<PlannedWrite> Writes { get; } = [.. Users.SelectMany(user => user.Writes())];
}

/// <summary>What a user's events in the transaction bring about.</summary>
/// <param name="Batch">The user's batch.</param>
/// <param name="Events">Those of its events that are in the transaction: the first ones.</param>
/// <param name="Change">What they bring about.</param>
public sealed record PlannedUser(UserBatch Batch, IReadOnlyList<ReceivedEvent> Events, UserChange Change)
{
    /// <summary>
    /// The context, then for each event its marker and, for a purchase, its capture, then the location if it changes.
    /// </summary>
    public IEnumerable<PlannedWrite> Writes()
    {
        var lane = Batch.Lane;
        yield return new PlannedWrite(PlannedWriteKind.Context, Change.Context, lane, null);
        for (var i = 0; i < Change.Effects.Count; i++)
        {
            yield return new PlannedWrite(PlannedWriteKind.Marker, Change.Effects[i].Marker, lane, Events[i]);
            if (Change.Effects[i].Capture is { } capture)
                yield return new PlannedWrite(PlannedWriteKind.Capture, capture, lane, Events[i]);
        }
        if (Change.Location is { } location)
            yield return new PlannedWrite(PlannedWriteKind.Location, location, lane, null);
    }
}

/// <summary>A write of a transaction.</summary>
/// <param name="Kind">What it writes.</param>
/// <param name="Write">The write.</param>
/// <param name="Lane">The lane of its user.</param>
/// <param name="Event">The event that brings it about; null where all of the user's do together.</param>
public sealed record PlannedWrite(PlannedWriteKind Kind, Write Write, UserLane Lane, ReceivedEvent? Event);

public enum PlannedWriteKind
{
    Context,
    Marker,
    Capture,
    Location,
}

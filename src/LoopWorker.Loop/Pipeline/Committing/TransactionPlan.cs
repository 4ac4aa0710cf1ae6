using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What is to go into one transaction.</summary>
public sealed class TransactionPlan
{
    /// <param name="users">What each user's events bring about.</param>
    /// <param name="unplanned">Users of whom that cannot be told; they have no part in it.</param>
    public TransactionPlan(IReadOnlyList<PlannedUser> users, IReadOnlyList<UnplannedUser>? unplanned = null)
    {
        (Users, Unplanned) = (users, unplanned ?? []);
        var writes = new List<Write>(users.Sum(user => user.WriteCount));
        var sources = new List<WriteSource>(writes.Capacity);
        foreach (var user in users)
            user.AddTo(writes, sources);
        (Writes, Sources) = (writes, sources);
    }

    public IReadOnlyList<PlannedUser> Users { get; }

    public IReadOnlyList<UnplannedUser> Unplanned { get; }

    /// <summary>The writes, in the order of the request.</summary>
    public IReadOnlyList<Write> Writes { get; }

    /// <summary>What brings about each of the <see cref="Writes"/>, in the same order.</summary>
    public IReadOnlyList<WriteSource> Sources { get; }
}

/// <summary>What a user's events in the transaction bring about.</summary>
/// <param name="Batch">The user's batch.</param>
/// <param name="Events">Those of its events that are in the transaction: the first ones.</param>
/// <param name="Change">What they bring about.</param>
public sealed record PlannedUser(UserBatch Batch, IReadOnlyList<ReceivedEvent> Events, UserChange Change)
{
    internal int WriteCount => 2 + 2 * Events.Count;

    /// <summary>
    /// Adds the context, then for each event its marker and, if it leaves one, its capture, then the location if it changes.
    /// </summary>
    internal void AddTo(List<Write> writes, List<WriteSource> sources)
    {
        Add(Change.Context, WriteKind.Context, null);
        for (var i = 0; i < Change.Effects.Count; i++)
        {
            Add(Change.Effects[i].Marker, WriteKind.Marker, Events[i]);
            if (Change.Effects[i].Capture is { } capture)
                Add(capture, WriteKind.Capture, Events[i]);
        }
        if (Change.Location is { } location)
            Add(location, WriteKind.Location, null);

        void Add(Write write, WriteKind kind, ReceivedEvent? received)
        {
            writes.Add(write);
            sources.Add(new WriteSource(kind, Batch.Lane, received));
        }
    }
}

/// <summary>A user on whose state or events the computing failed.</summary>
/// <param name="Batch">The user's batch.</param>
/// <param name="Reason">Why, a sentence.</param>
public sealed record UnplannedUser(UserBatch Batch, string Reason);

/// <summary>What brings about a write of a transaction.</summary>
/// <param name="Kind">What is written.</param>
/// <param name="Lane">The lane of its user.</param>
/// <param name="Event">The event that brings it about; null where all of the user's do together.</param>
public readonly record struct WriteSource(WriteKind Kind, UserLane Lane, ReceivedEvent? Event);

public enum WriteKind
{
    Context,
    Marker,
    Capture,
    Location,
}

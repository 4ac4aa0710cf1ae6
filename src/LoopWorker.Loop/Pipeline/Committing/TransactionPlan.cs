using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// The writes of one transaction, and of each whose it is. For each user the context, then for each event its marker and,
/// for a purchase, its capture, then the location if it changes.
/// </summary>
public sealed class TransactionPlan
{
    private readonly List<Write> _writes = [];
    private readonly List<Part> _parts = [];
    private readonly List<(LaneWork Work, IReadOnlyList<EventInHand> Events, UserChange Change)> _users = [];

    public IReadOnlyList<Write> Writes => _writes;

    /// <summary>What each write is, in the order of <see cref="Writes"/>.</summary>
    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>Each user's work, which of its events are in the transaction, and what they bring about.</summary>
    public IReadOnlyList<(LaneWork Work, IReadOnlyList<EventInHand> Events, UserChange Change)> Users => _users;

    public void Add(LaneWork work, IReadOnlyList<EventInHand> events, UserChange change)
    {
        _users.Add((work, events, change));
        Add(change.Context, new Part(PartKind.Context, work, null));
        for (var i = 0; i < change.Effects.Count; i++)
        {
            Add(change.Effects[i].Marker, new Part(PartKind.Marker, work, events[i]));
            if (change.Effects[i].Capture is { } capture)
                Add(capture, new Part(PartKind.Capture, work, events[i]));
        }
        if (change.Location is { } location)
            Add(location, new Part(PartKind.Location, work, null));
    }

    private void Add(Write write, Part part)
    {
        _writes.Add(write);
        _parts.Add(part);
    }
}

/// <summary>What a write of a <see cref="TransactionPlan"/> is.</summary>
public sealed record Part(PartKind Kind, LaneWork Work, EventInHand? Event);

public enum PartKind
{
    Context,
    Marker,
    Capture,
    Location,
}

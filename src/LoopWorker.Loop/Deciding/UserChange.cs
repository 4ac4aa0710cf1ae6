using LoopWorker.Loop.Events;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Deciding;

/// <summary>What a batch of events of one user brings about, ready to be written.</summary>
/// <param name="After">The user's context when it is written.</param>
/// <param name="Context">The put of the context.</param>
/// <param name="Effects">Of each event, in order.</param>
/// <param name="Location">The write of the user's location, if it changes.</param>
public sealed record UserChange(
    ContextSnapshot After,
    Put Context,
    IReadOnlyList<EventEffect> Effects,
    Write? Location
);

/// <summary>What one event brings about.</summary>
/// <param name="Event">The event.</param>
/// <param name="Marker">The put of its marker.</param>
/// <param name="Capture">The put of its pending capture, if it leaves one.</param>
/// <param name="Marked">What its marker says.</param>
public sealed record EventEffect(LoopEvent Event, Put Marker, Put? Capture, Marker Marked);

/// <summary>An event with the hash of its payload, as <see cref="Decision"/> takes it.</summary>
public readonly record struct HashedEvent(LoopEvent Event, string PayloadHash);

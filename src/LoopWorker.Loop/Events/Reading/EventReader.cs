using System.Diagnostics.CodeAnalysis;
using LoopWorker.Loop.Failures;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Events.Reading;

/// <summary>A message read: the event in it, or why there is none.</summary>
public readonly record struct ReadResult(LoopEvent? Event, Failure? Failure)
{
    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Event is not null;
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using LoopWorker.Messages.Failures;

namespace LoopWorker.Messages.Reading;

/// <summary>A message read: the event in it, or why there is none.</summary>
public readonly record struct ReadResult(LoopEvent? Event, Failure? Failure)
{
    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Event is not null;

    /// <summary>The trace that the envelope names; the default value if it names none.</summary>
    public ActivityContext Trace { get; init; }

    internal static ReadResult Of(LoopEvent read) => new(read, Failure: null);

    internal static ReadResult Of(Failure failure) => new(Event: null, failure);
}

using System.Diagnostics.CodeAnalysis;
using LoopWorker.Messages.Failures;

namespace LoopWorker.Loop.Events.Setup;

/// <summary>A setup line read: what it sets up, or why it cannot.</summary>
public readonly record struct SetupResult(SetupLine? Line, Failure? Failure)
{
    [MemberNotNullWhen(true, nameof(Line))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Line is not null;

    internal static SetupResult Of(SetupLine line) => new(line, Failure: null);

    internal static SetupResult Of(Failure failure) => new(Line: null, failure);
}

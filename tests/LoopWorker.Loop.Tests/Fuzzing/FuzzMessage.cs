using LoopWorker.Messages;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Fuzzing;

/// <summary>A message of the fuzz.</summary>
/// <param name="Body">What is sent.</param>
/// <param name="Attributes">Beside it.</param>
/// <param name="Unchanged">The event it still is, if nothing was done to it that could change that; else null.</param>
internal sealed record FuzzMessage(
    string Body,
    IReadOnlyDictionary<string, MessageAttribute> Attributes,
    LoopEvent? Unchanged
)
{
    /// <summary>The same after a change of its text that may have made it anything.</summary>
    public FuzzMessage Broken(string body) => this with { Body = body, Unchanged = null };
}

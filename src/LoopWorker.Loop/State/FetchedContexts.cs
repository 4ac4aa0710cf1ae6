using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.State;

/// <summary>What a batch of fetches has found. Every user that was asked for is in one of the three.</summary>
/// <param name="Found">The contexts by user.</param>
/// <param name="Missing">The users without a context, in the order they were asked for.</param>
/// <param name="Malformed">The users whose contexts cannot be read, and why: errors with <see cref="StateError.Serialization"/>.</param>
public sealed record FetchedContexts(
    IReadOnlyDictionary<string, UserContext> Found,
    IReadOnlyList<string> Missing,
    IReadOnlyDictionary<string, StateException> Malformed
);

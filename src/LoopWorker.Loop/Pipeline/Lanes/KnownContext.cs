using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>A user's context as it was when it was last read or written.</summary>
/// <param name="Snapshot">The context.</param>
/// <param name="Since">When that was, on the pipeline's clock.</param>
/// <param name="WasLetGo">Whether there was a moment since then without an event of the user in hand.</param>
public readonly record struct KnownContext(ContextSnapshot Snapshot, TimeSpan Since, bool WasLetGo = false);

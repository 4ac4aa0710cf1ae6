using System.Diagnostics;

namespace LoopWorker.Queues.Tracing;

/// <summary>The trace of a message in hand.</summary>
/// <param name="Context">What comes of the message continues here.</param>
/// <param name="Processing">The span of its processing; null if it is not sampled, or nobody listens.</param>
public sealed record MessageTrace(ActivityContext Context, Activity? Processing);

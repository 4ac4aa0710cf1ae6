using System.Diagnostics;

namespace LoopWorker.Queues.Tracing;

/// <summary>The trace of a message in hand.</summary>
/// <param name="Producer">Of whoever sent it; the default value if that is not known.</param>
/// <param name="Processing">The span of its processing; null if nobody listens to spans.</param>
public sealed record MessageTrace(ActivityContext Producer, Activity? Processing)
{
    /// <summary>What comes of the message continues here.</summary>
    public ActivityContext Context => Processing?.Context ?? Producer;
}

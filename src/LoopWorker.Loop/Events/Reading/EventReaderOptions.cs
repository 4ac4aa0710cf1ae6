namespace LoopWorker.Loop.Events.Reading;

/// <summary>What a message may be at most.</summary>
public sealed record EventReaderOptions
{
    /// <summary>Bytes of the body in UTF-8; larger ones fail as <c>too_large</c>. 256 KiB, the size SQS allowed until 2025.</summary>
    public int MaximumBodyBytes { get; init; } = 262_144;

    /// <summary>How far <c>occurred_at</c> may lie ahead of this clock: clocks differ, and that is no reason to refuse.</summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(5);
}

using LoopWorker.Loop.Events;

namespace LoopWorker.Loop.Pipeline;

/// <summary>What became of an event whose message is completed.</summary>
public static class Outcomes
{
    /// <summary>It left a pending capture.</summary>
    public const string Captured = "captured";

    /// <summary>It took effect, without a capture.</summary>
    public const string Applied = "applied";

    /// <summary>It had taken effect before.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Its card is linked to no user, and it is left at that.</summary>
    public const string Unmatched = "unmatched";

    /// <summary>Its card is linked to no user, and it is kept until it is.</summary>
    public const string Parked = "parked";

    /// <summary>It is in the routing queue now, and will end from there.</summary>
    public const string Routed = "routed";

    /// <summary>The outcome of an event that has just taken effect.</summary>
    public static string Of(LoopEvent committed) => committed.Type.LeavesCapture ? Captured : Applied;
}

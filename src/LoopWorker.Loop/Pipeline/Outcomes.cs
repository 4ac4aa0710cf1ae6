namespace LoopWorker.Loop.Pipeline;

/// <summary>What became of an event whose message is completed.</summary>
public static class Outcomes
{
    /// <summary>A purchase became a pending capture.</summary>
    public const string Captured = "captured";

    /// <summary>A crossing or a vault event took effect.</summary>
    public const string Applied = "applied";

    /// <summary>It had taken effect before.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Its card is linked to no one.</summary>
    public const string Unmatched = "unmatched";
}

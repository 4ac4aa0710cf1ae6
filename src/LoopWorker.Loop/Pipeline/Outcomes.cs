using LoopWorker.Loop.Events;
using LoopWorker.Messages;
using LoopWorker.Queues.Pump.Settling;

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

    /// <summary>Its message is in the dead-letter queue.</summary>
    public const string DeadLetter = "dead_letter";

    /// <summary>Its message comes again after a pause.</summary>
    public const string Retried = "retried";

    /// <summary>Nothing was begun for it, and its message is there for others.</summary>
    public const string Released = "released";

    /// <summary>The queue would not take an end of its message: that comes again after its visibility timeout.</summary>
    public const string Left = "left";

    /// <summary>The visibility timeout of its message ran out first.</summary>
    public const string Lost = "lost";

    /// <summary>What became of a delivery, one word.</summary>
    public static string Of(Settlement settlement, Settled how) =>
        how switch
        {
            Settled.Completed when settlement is Settlement.Complete complete => complete.Outcome,
            Settled.DeadLettered => DeadLetter,
            Settled.Retried => Retried,
            Settled.Released => Released,
            Settled.Lost => Lost,
            _ => Left,
        };

    /// <summary>Why it was no success, one word; null if it was one, or nothing was begun.</summary>
    public static string? ErrorOf(Settlement settlement, Settled how) =>
        (how, settlement) switch
        {
            (Settled.Completed or Settled.Released, _) => null,
            (Settled.DeadLettered, Settlement.Reject reject) => reject.Code,
            (Settled.Retried, Settlement.Retry retry) => retry.Code,
            _ => Of(settlement, how),
        };

    /// <summary>The outcome of an event that has just taken effect.</summary>
    public static string Of(LoopEvent committed) => committed.Type.LeavesCapture ? Captured : Applied;
}

using LoopWorker.Loop.Deciding;
using LoopWorker.Messages.Failures;

namespace LoopWorker.Loop.Pipeline.Parking;

/// <summary>What becomes of purchases whose card is linked to no user.</summary>
public static class UnknownCards
{
    /// <summary>What the policy says of a purchase. Pure.</summary>
    public static StageResult Decide(UnknownCardPolicy policy, ReceivedEvent purchase) =>
        policy switch
        {
            UnknownCardPolicy.Park => new StageResult.ToPark(purchase),
            UnknownCardPolicy.DeadLetter => Rejected(purchase, "The card is linked to no user."),
            _ => StageResult.Completed(purchase.Delivery, Outcomes.Unmatched),
        };

    /// <summary>A dead letter of such a purchase.</summary>
    /// <param name="purchase">The purchase.</param>
    /// <param name="reason">Why it is one, a sentence.</param>
    internal static StageResult Rejected(ReceivedEvent purchase, string reason) =>
        StageResult.Rejected(
            purchase.Delivery,
            FailureCodes.UnmatchedCard,
            $"{reason} Link it, then replay the message."
        );
}

namespace LoopWorker.Loop.Cards;

/// <summary>A card is linked, and not all purchases that waited for it could be put back on their queues.</summary>
/// <param name="putBack">How many were.</param>
/// <param name="cause">What stood in the way of another.</param>
public sealed class PutBackException(int putBack, Exception cause)
    : Exception(
        $"The card is linked and {putBack} parked purchases are back on their queues, but others still wait: {cause.Message} Link the card again to put them back too.",
        cause
    )
{
    public int PutBack => putBack;
}

using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What stood in the way of a transaction.</summary>
/// <param name="Kind">What is to be done about it.</param>
/// <param name="Reason">For people.</param>
public sealed record Obstacle(ObstacleKind Kind, string Reason)
{
    public static Obstacle Of(TableException exception) =>
        new(
            exception.Code switch
            {
                TableErrors.KeyRangeThroughputExceeded => ObstacleKind.HotKey,
                TableErrors.TransactionConflict or TableErrors.TransactionInProgress => ObstacleKind.Conflict,
                _ when exception.IsTransient => ObstacleKind.Unavailable,
                _ => ObstacleKind.Refused,
            },
            exception.Reason
        );
}

public enum ObstacleKind
{
    /// <summary>Others had an item in hand: fewer users together, after a pause.</summary>
    Conflict,

    /// <summary>The table throttles or does not answer: fewer transactions, the same again later.</summary>
    Unavailable,

    /// <summary>One user's partition is over its throughput: that user waits, the others need not.</summary>
    HotKey,

    /// <summary>Something in it cannot be written: the group is split until it is found.</summary>
    Refused,
}
